/* SPDX-License-Identifier: MIT */
/*
 * The folder into which plugins are installed. libotk itself defines it; the test programs, which
 * link the parts of the library, define an empty one, so that no test depends on what is installed.
 */
#ifndef OTK_CLIENT_INSTALLED_FOLDER_H
#define OTK_CLIENT_INSTALLED_FOLDER_H

/* An absolute path, or "": none. */
extern const char otk_installed_folder[];

#endif
