@NullMarked
package dev.blast.redrive;

import org.jspecify.annotations.NullMarked;
