/** Runs, what is asked of them and what became of their letters, on DynamoDB and S3. */
@NullMarked
package dev.blast.aws.run;

import org.jspecify.annotations.NullMarked;
