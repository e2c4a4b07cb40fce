/* SPDX-License-Identifier: MIT */
/* Whether a function pointer of a plugin leads to code. */
#ifndef OTK_CLI_CHECK_CODE_H
#define OTK_CLI_CHECK_CODE_H

#include <stdbool.h>

typedef void otk_cli_check_function(void);

/* Casts a pointer to any function for otk_cli_check_is_code(). */
#define OTK_CLI_CHECK_FUNCTION(pointer) ((otk_cli_check_function *)(pointer))

/*
 * False if the address is in no executable segment of a loaded file; true for NULL, and where the
 * system cannot tell.
 */
bool otk_cli_check_is_code(otk_cli_check_function *function);

#endif
