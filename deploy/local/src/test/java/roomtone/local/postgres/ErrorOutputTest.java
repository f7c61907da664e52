package roomtone.local.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/** Messages that PostgreSQL 15 wrote, and the message that Roomtone prints instead. */
class ErrorOutputTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes at block 20 | UNWRITABLE | It: the disk is full; make room and start again.
          PANIC:  could not write to file "pg_wal/xlogtemp.34": No space left on device | UNWRITABLE | It: the disk is full; make room and start again.
          initdb: error: could not create directory "/x/postgres": Read-only file system | UNWRITABLE | It: could not create directory "/x/postgres": Read-only file system; choose a home that can be written.
          initdb: error: could not access directory "/x/postgres": Permission denied | UNWRITABLE | It: could not access directory "/x/postgres": Permission denied; choose a home that can be written.
          LOG:  could not bind IPv4 address "127.0.0.1": Address already in use | TAKEN | It: its port is in use by another program.
          FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use | BROKEN | It: pre-existing shared memory block (key 1, ID 2) is still in use
          """)
  void a_message_becomes_one_line_and_a_reason(String output, Reason reason, String line) {
    StartupFailure complaint =
        ErrorOutput.about("It", "some log line\n" + output + "\nHINT:  Something.\n");
    assertEquals(line, complaint.getMessage());
    assertEquals(reason, complaint.reason());
  }
}
