@NullMarked
package dev.blast.chaos;

import org.jspecify.annotations.NullMarked;
