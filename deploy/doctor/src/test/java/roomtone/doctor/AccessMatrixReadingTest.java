package roomtone.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import roomtone.doctor.AccessMatrix.TableRights;

/** How the list of rights is read. */
class AccessMatrixReadingTest {

  @Test
  void a_line_gives_a_role_columns_of_a_table() {
    AccessMatrix matrix =
        AccessMatrix.parse(
            """
            public.songs
              brain_service: reads id title of all rows; inserts everything; updates title of some rows; deletes
              manager_service: everything
            public.seq: brain_service
            """);
    TableRights brain = matrix.of("brain_service", "public.songs");
    assertEquals(Set.of("id", "title"), brain.reads().names());
    assertTrue(brain.reads().allRows());
    assertFalse(brain.reads().covers("artist"));
    assertTrue(brain.inserts().covers("artist"));
    assertEquals(Set.of("title"), brain.updates().names());
    assertFalse(brain.updates().allRows());
    assertTrue(brain.deletes());
    TableRights manager = matrix.of("manager_service", "public.songs");
    assertTrue(manager.updates().all() && manager.reads().allRows() && manager.deletes());
    assertFalse(matrix.of("manager_service", "public.votes").reads().covers("id"));
    assertTrue(matrix.mayCall("brain_service", "public.seq"));
    assertFalse(matrix.mayCall("manager_service", "public.seq"));
  }

  @Test
  void the_matrix_of_this_checkout_has_tables_and_functions_of_both_logins() {
    AccessMatrix matrix = AccessMatrix.ofThisCheckout();
    assertTrue(matrix.of("brain_service", "public.votes").deletes());
    assertFalse(matrix.of("manager_service", "public.votes").deletes());
    assertEquals(
        Set.of("user_id", "role"), matrix.of("manager_service", "public.roles").inserts().names());
    assertTrue(matrix.mayCall("brain_service", "roomtone.queue_fill(uuid[], interval, uuid[])"));
    assertFalse(matrix.mayCall("manager_service", "roomtone.queue_fill(uuid[], interval, uuid[])"));
  }
}
