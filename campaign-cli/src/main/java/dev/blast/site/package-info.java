/**
 * Where runs are kept and operated on: this machine's data folder, or a deployed stack. Commands
 * see neither folders nor AWS, only a site.
 */
@NullMarked
package dev.blast.site;

import org.jspecify.annotations.NullMarked;
