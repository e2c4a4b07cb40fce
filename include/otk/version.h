/* SPDX-License-Identifier: MIT */
/* The version of the headers; otk_version() returns that of the library at run time. */
#ifndef OTK_VERSION_H
#define OTK_VERSION_H

#define OTK_VERSION_MAJOR 0
#define OTK_VERSION_MINOR 1
#define OTK_VERSION_PATCH 0
#define OTK_VERSION       "0.1.0"

#endif
