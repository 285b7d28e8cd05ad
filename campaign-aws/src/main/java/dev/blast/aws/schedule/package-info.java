/** Schedules on EventBridge Scheduler. */
@NullMarked
package dev.blast.aws.schedule;

import org.jspecify.annotations.NullMarked;
