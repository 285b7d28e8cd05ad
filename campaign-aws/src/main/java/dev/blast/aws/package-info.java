/** The ports of the core, spoken to AWS; SQS is spoken to the embedded queue too. */
@NullMarked
package dev.blast.aws;

import org.jspecify.annotations.NullMarked;
