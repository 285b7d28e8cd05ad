@NullMarked
package dev.blast.forecast;

import org.jspecify.annotations.NullMarked;
