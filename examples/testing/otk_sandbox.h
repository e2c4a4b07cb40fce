/* SPDX-License-Identifier: MIT */
/*
 * A sandbox for a CUnit suite; link with libcurl and CUnit. otk_sandbox_start() and otk_sandbox_stop() are the
 * functions that CU_add_suite() takes. Every function is to be called by one thread.
 */
#ifndef OTK_SANDBOX_HELPER_H
#define OTK_SANDBOX_HELPER_H

/* Starts otk-sandbox (or the program that OTK_SANDBOX names) on a free port. 0: it listens. */
int otk_sandbox_start(void);
int otk_sandbox_stop(void);

/* The address for otk_client_new(), such as "http://127.0.0.1:40123". */
const char *otk_sandbox_url(void);

/* Sends a request to the control interface, e.g. ("POST", "/reset", NULL). Returns the status; 0: there was no
 * response. The body (NULL: none) is JSON. */
long otk_sandbox_control(const char *method, const char *path, const char *json);

/* Fails the test of CUnit unless the expectation of POST /sandbox/expect holds, and prints what came close. */
void otk_sandbox_expect(const char *json);

#endif
