/** Alerts on SNS. */
@NullMarked
package dev.blast.aws.alert;

import org.jspecify.annotations.NullMarked;
