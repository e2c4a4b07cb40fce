/* SPDX-License-Identifier: MIT */
/* Dates in HTTP headers. */
#ifndef OTK_TRANSPORT_DATE_H
#define OTK_TRANSPORT_DATE_H

#include <stdint.h>

/* Capacity for the text of a date and its NUL. */
#define OTK_DATE_SIZE 40

/*
 * Seconds since the epoch; 0: not a date, or outside 1970 to 9999. Takes the three forms of RFC
 * 9110, 5.6.7. Costs a tenth of a call: only if the date is needed.
 */
int64_t otk_http_date(const char *text);

#endif
