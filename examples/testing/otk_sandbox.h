/* SPDX-License-Identifier: MIT */
/*
 * A sandbox for a CUnit suite; link with libcurl and CUnit. Pass otk_sandbox_start() and
 * otk_sandbox_stop() to CU_add_suite(). Call all functions from one thread.
 */
#ifndef OTK_SANDBOX_HELPER_H
#define OTK_SANDBOX_HELPER_H

/*
 * Starts otk-sandbox (or the program that OTK_SANDBOX names) on a free port. Returns 0 if it
 * listens.
 */
int otk_sandbox_start(void);
/* Ends it. Returns 0, or the wait status of the program if it failed. */
int otk_sandbox_stop(void);

/* The address for otk_client_new(), such as "http://127.0.0.1:40123". */
const char *otk_sandbox_url(void);

/* Sends a request to the control interface, e.g. ("POST", "/reset", NULL). json: the body, NULL:
 * none. Returns the HTTP status; 0: no response. */
long otk_sandbox_control(const char *method, const char *path, const char *json);

/*
 * Fails the CUnit test unless POST /sandbox/expect with this body responds with 200, and prints the
 * response.
 */
void otk_sandbox_expect(const char *json);

#endif
