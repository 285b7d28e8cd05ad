@NullMarked
package dev.blast.watch;

import org.jspecify.annotations.NullMarked;
