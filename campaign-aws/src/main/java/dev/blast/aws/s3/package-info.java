/** What runs leave in S3: frozen objects, reports and rejects, unpacked audiences. */
@NullMarked
package dev.blast.aws.s3;

import org.jspecify.annotations.NullMarked;
