/** Ways that an alert takes to an operator. */
@NullMarked
package dev.blast.sender.alert;

import org.jspecify.annotations.NullMarked;
