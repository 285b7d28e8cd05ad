@NullMarked
package dev.blast.campaign;

import org.jspecify.annotations.NullMarked;
