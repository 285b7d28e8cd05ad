@org.jspecify.annotations.NullMarked
package dev.blast.site;
