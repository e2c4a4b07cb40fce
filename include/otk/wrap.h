/* SPDX-License-Identifier: MIT */
/*
 * The typed functions of the feature headers, one line each. OTK_FN_ID_RESULT(otk_archives_get,
 * "archives.get", OTK_ARCHIVES_MINOR, otk_archive) gives
 *
 *   otk_status otk_archives_get(otk_client *, const char *id, otk_archive **, otk_error *);
 *   otk_call *otk_archives_get_call(otk_client *, const char *id, otk_error *);
 *
 * the first blocking, the second for otk_call_submit(). The name of the macro tells the parameters
 * in their order: ids, options, result. A result is freed with otk_free(). [client thread]
 */
#ifndef OTK_WRAP_H
#define OTK_WRAP_H

#include <otk/call.h>

/* A record through a typed pointer, without a cast between pointers to pointers. */
#define OTK_WRAP_RESULT_(type, expression) \
	void *record = NULL;               \
	otk_status status = expression;    \
	if (result)                        \
		*result = (type *)record;  \
	else                               \
		otk_free(record);          \
	return status

#define OTK_FN(fn, operation, minor)                                                        \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(otk_client *client, otk_error *error) \
	{                                                                                   \
		const char *const wrap_ids[] = {NULL};                                      \
		return otk_call_new(client, operation, minor, wrap_ids, NULL, error);       \
	}                                                                                   \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, otk_error *error)       \
	{                                                                                   \
		const char *const wrap_ids[] = {NULL};                                      \
		return otk_perform(client, operation, minor, wrap_ids, NULL, NULL, error);  \
	}

#define OTK_FN_RESULT(fn, operation, minor, result_type)                                        \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(otk_client *client, otk_error *error)     \
	{                                                                                       \
		const char *const wrap_ids[] = {NULL};                                          \
		return otk_call_new(client, operation, minor, wrap_ids, NULL, error);           \
	}                                                                                       \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(                                                \
		otk_client *client, result_type **result, otk_error *error)                     \
	{                                                                                       \
		const char *const wrap_ids[] = {NULL};                                          \
		OTK_WRAP_RESULT_(result_type,                                                   \
			otk_perform(client, operation, minor, wrap_ids, NULL, &record, error)); \
	}

#define OTK_FN_OPTIONS(fn, operation, minor, options_type)                                    \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                        \
		otk_client *client, const options_type *options, otk_error *error)            \
	{                                                                                     \
		const char *const wrap_ids[] = {NULL};                                        \
		return otk_call_new(client, operation, minor, wrap_ids, options, error);      \
	}                                                                                     \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(                                              \
		otk_client *client, const options_type *options, otk_error *error)            \
	{                                                                                     \
		const char *const wrap_ids[] = {NULL};                                        \
		return otk_perform(client, operation, minor, wrap_ids, options, NULL, error); \
	}

#define OTK_FN_OPTIONS_RESULT(fn, operation, minor, options_type, result_type)                     \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                             \
		otk_client *client, const options_type *options, otk_error *error)                 \
	{                                                                                          \
		const char *const wrap_ids[] = {NULL};                                             \
		return otk_call_new(client, operation, minor, wrap_ids, options, error);           \
	}                                                                                          \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, const options_type *options,   \
		result_type **result, otk_error *error)                                            \
	{                                                                                          \
		const char *const wrap_ids[] = {NULL};                                             \
		OTK_WRAP_RESULT_(result_type,                                                      \
			otk_perform(client, operation, minor, wrap_ids, options, &record, error)); \
	}

#define OTK_FN_ID(fn, operation, minor)                                                    \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                     \
		otk_client *client, const char *id, otk_error *error)                      \
	{                                                                                  \
		const char *const wrap_ids[] = {id, NULL};                                 \
		return otk_call_new(client, operation, minor, wrap_ids, NULL, error);      \
	}                                                                                  \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(                                           \
		otk_client *client, const char *id, otk_error *error)                      \
	{                                                                                  \
		const char *const wrap_ids[] = {id, NULL};                                 \
		return otk_perform(client, operation, minor, wrap_ids, NULL, NULL, error); \
	}

#define OTK_FN_ID_RESULT(fn, operation, minor, result_type)                                     \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                          \
		otk_client *client, const char *id, otk_error *error)                           \
	{                                                                                       \
		const char *const wrap_ids[] = {id, NULL};                                      \
		return otk_call_new(client, operation, minor, wrap_ids, NULL, error);           \
	}                                                                                       \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(                                                \
		otk_client *client, const char *id, result_type **result, otk_error *error)     \
	{                                                                                       \
		const char *const wrap_ids[] = {id, NULL};                                      \
		OTK_WRAP_RESULT_(result_type,                                                   \
			otk_perform(client, operation, minor, wrap_ids, NULL, &record, error)); \
	}

#define OTK_FN_ID_OPTIONS(fn, operation, minor, options_type)                                      \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                             \
		otk_client *client, const char *id, const options_type *options, otk_error *error) \
	{                                                                                          \
		const char *const wrap_ids[] = {id, NULL};                                         \
		return otk_call_new(client, operation, minor, wrap_ids, options, error);           \
	}                                                                                          \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(                                                   \
		otk_client *client, const char *id, const options_type *options, otk_error *error) \
	{                                                                                          \
		const char *const wrap_ids[] = {id, NULL};                                         \
		return otk_perform(client, operation, minor, wrap_ids, options, NULL, error);      \
	}

#define OTK_FN_ID_OPTIONS_RESULT(fn, operation, minor, options_type, result_type)                  \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                             \
		otk_client *client, const char *id, const options_type *options, otk_error *error) \
	{                                                                                          \
		const char *const wrap_ids[] = {id, NULL};                                         \
		return otk_call_new(client, operation, minor, wrap_ids, options, error);           \
	}                                                                                          \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, const char *id,                \
		const options_type *options, result_type **result, otk_error *error)               \
	{                                                                                          \
		const char *const wrap_ids[] = {id, NULL};                                         \
		OTK_WRAP_RESULT_(result_type,                                                      \
			otk_perform(client, operation, minor, wrap_ids, options, &record, error)); \
	}

#define OTK_FN_ID_ID(fn, operation, minor)                                                 \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                     \
		otk_client *client, const char *id1, const char *id2, otk_error *error)    \
	{                                                                                  \
		const char *const wrap_ids[] = {id1, id2, NULL};                           \
		return otk_call_new(client, operation, minor, wrap_ids, NULL, error);      \
	}                                                                                  \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(                                           \
		otk_client *client, const char *id1, const char *id2, otk_error *error)    \
	{                                                                                  \
		const char *const wrap_ids[] = {id1, id2, NULL};                           \
		return otk_perform(client, operation, minor, wrap_ids, NULL, NULL, error); \
	}

#define OTK_FN_ID_ID_RESULT(fn, operation, minor, result_type)                                  \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(                                          \
		otk_client *client, const char *id1, const char *id2, otk_error *error)         \
	{                                                                                       \
		const char *const wrap_ids[] = {id1, id2, NULL};                                \
		return otk_call_new(client, operation, minor, wrap_ids, NULL, error);           \
	}                                                                                       \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, const char *id1,            \
		const char *id2, result_type **result, otk_error *error)                        \
	{                                                                                       \
		const char *const wrap_ids[] = {id1, id2, NULL};                                \
		OTK_WRAP_RESULT_(result_type,                                                   \
			otk_perform(client, operation, minor, wrap_ids, NULL, &record, error)); \
	}

#define OTK_FN_ID_ID_OPTIONS(fn, operation, minor, options_type)                              \
	OTK_INLINE OTK_MUST_CHECK otk_call *fn##_call(otk_client *client, const char *id1,    \
		const char *id2, const options_type *options, otk_error *error)               \
	{                                                                                     \
		const char *const wrap_ids[] = {id1, id2, NULL};                              \
		return otk_call_new(client, operation, minor, wrap_ids, options, error);      \
	}                                                                                     \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, const char *id1,          \
		const char *id2, const options_type *options, otk_error *error)               \
	{                                                                                     \
		const char *const wrap_ids[] = {id1, id2, NULL};                              \
		return otk_perform(client, operation, minor, wrap_ids, options, NULL, error); \
	}

/* otk_x_each(client, options, each, userdata, error): all pages of a list. */
#define OTK_FN_EACH(fn, operation, minor, options_type)                                          \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, const options_type *options, \
		otk_each_fn *each, void *userdata, otk_error *error)                             \
	{                                                                                        \
		const char *const wrap_ids[] = {NULL};                                           \
		return otk_each(                                                                 \
			client, operation, minor, wrap_ids, options, each, userdata, error);     \
	}

/* otk_x_wait(client, id, wait options, result, error): until a status is reached. */
#define OTK_FN_WAIT(fn, operation, minor, result_type)                                       \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, const char *id,          \
		const otk_wait_options *wait, result_type **result, otk_error *error)        \
	{                                                                                    \
		const char *const wrap_ids[] = {id, NULL};                                   \
		OTK_WRAP_RESULT_(result_type,                                                \
			otk_wait(client, operation, minor, wrap_ids, wait, &record, error)); \
	}

/* otk_x_download(client, id, fd, download options, error): the file that a record points to. */
#define OTK_FN_DOWNLOAD(fn, operation, minor)                                                \
	OTK_INLINE OTK_MUST_CHECK otk_status fn(otk_client *client, const char *id, int fd,  \
		const otk_download_options *options, otk_error *error)                       \
	{                                                                                    \
		const char *const wrap_ids[] = {id, NULL};                                   \
		return otk_download(client, operation, minor, wrap_ids, fd, options, error); \
	}

#endif
