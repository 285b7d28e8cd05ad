/** What an operator is told without having asked. */
@NullMarked
package dev.blast.alert;

import org.jspecify.annotations.NullMarked;
