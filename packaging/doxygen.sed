# SPDX-License-Identifier: MIT
# Makes the comments of the public headers known to Doxygen, which reads /** and /**<.
/^\/\* SPDX/d
# Doxygen writes " as ' into manual pages, so it reads another character; reference.sh writes ". It finds
# commands outside of quotes, such as @host.
/^#define\|\*/s/"/“/g
s/\([a-z]\)@\([a-z]\)/\1\\@\2/g
# The comment of the file is the first one.
1,/^#ifndef/{
	s|^/\* \(.*\) \*/$|/** @file\
\1 */|
	s|^/\*$|/** @file|
}
s|^\([	]*\)/\*$|\1/**|
s|^/\* \(.*\)|/** \1|
s|^\(	[^	].*[;,]\) *\/\* \(.*\)|\1 /**< \2|
s|^\(	*\)/\* \(.*\)|\1/** \2|
s|^\(#define .*[^ ]\) *\/\* \(.*\)|\1 /**< \2|
# Paragraphs of functions. A thread rule may be on two lines.
/^ \*.*\[[^]]*$/{
	N
	s|\n \* | |
}
s|^ \* Errors: | * @par Errors\
 * |
s|\([.;]\) Errors: |\1\
 *\
 * @par Errors\
 * |
s|^\(.*\)\[\([^]]*thread[^]]*\)\]\( \*/\)*$|\1\
 *\
 * @par Threads\
 * \2\3|
s|OTK_\([A-Z_]*\)_…|OTK_\1_*|g
