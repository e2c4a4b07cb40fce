/* SPDX-License-Identifier: MIT */
/* Attributes of functions. */
#ifndef OTK_BASE_ATTRIBUTES_H
#define OTK_BASE_ATTRIBUTES_H

/* For functions on error paths: compiled for size, and branches that lead to them as unlikely. */
#define OTK_COLD __attribute__((cold))
/* For the few functions whose loops take most of the time; all others are packed. */
#define OTK_ALIGNED __attribute__((aligned(32)))

#endif
