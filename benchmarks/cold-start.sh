#!/usr/bin/env bash
# Cold starts of the packaged functions: from the start of the JVM to the first answer, through
# AWS's runtime interface client, with the JVM options and variables of Lambda; median of five.
set -euo pipefail
cd "$(dirname "$0")/.."
java_home=$(BLAST_TASK=java-home ./blast)
export JAVA_HOME=$java_home
./mvnw -q -B -DskipTests -Dspotless.check.skip=true -Dblast.skipFastStart=true \
  verify dependency:build-classpath -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test \
  -pl infra -am >&2
exec "$java_home/bin/java" -Xmx256m -Dblast.root="$PWD" \
  -cp "infra/target/test-classes:$(<infra/target/test-classpath)" dev.blast.infra.ColdStart
