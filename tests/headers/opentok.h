/* SPDX-License-Identifier: MIT */
/* Replaces the platform's client SDK for native apps in tests: names like those of the SDK. */
#ifndef OPENTOK_H
#define OPENTOK_H

#define OTC_SUCCESS 0
#define OTC_TRUE    1
typedef int otc_status;
typedef int otc_bool;
typedef struct otc_session otc_session;
typedef struct otc_stream otc_stream;
typedef struct otc_connection otc_connection;
otc_status otc_init(void *context);
otc_session *otc_session_new(const char *api_key, const char *session_id, const void *callbacks);
otc_status otc_session_connect(otc_session *session, const char *token);

#define OTK_THREAD_FUNC_RETURN_TYPE void *
typedef unsigned long otk_thread_t;
typedef struct otk_thread_mutex otk_thread_mutex_t;
typedef void *(*otk_thread_func_t)(void *);
int otk_thread_create(otk_thread_t *thread, otk_thread_func_t run, void *argument);
int otk_thread_join(otk_thread_t thread);

#endif
