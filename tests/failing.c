/* SPDX-License-Identifier: MIT */
/*
 * Torture of library calls: the n-th call of a function of this table fails, for every n. Types are
 * written without the headers of the libraries, because a build may have only some of them.
 */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

#include "tests/harness.h"
#include "tests/torture.h"

/* The numbers are part of the ABI of the libraries. */
#define GNUTLS_INTERNAL    (-59) /* GNUTLS_E_INTERNAL_ERROR */
#define CURL_NO_MEMORY     27    /* CURLE_OUT_OF_MEMORY */
#define CURL_FAILED_INIT   2     /* CURLE_FAILED_INIT */
#define CURLM_NO_MEMORY    3     /* CURLM_OUT_OF_MEMORY */
#define CURLU_NO_MEMORY    7     /* CURLUE_OUT_OF_MEMORY */
#define SQLITE_DISK        10    /* SQLITE_IOERR */
#define OPTIONS_OF_OBJECTS 10000 /* CURLOPTTYPE_OBJECTPOINT */
#define OPTIONS_OF_OFFSETS 30000 /* CURLOPTTYPE_OFF_T */
#define OPTIONS_OF_BLOBS   40000 /* CURLOPTTYPE_BLOB */

/* The function, with weak references: a program needs only the libraries that it uses. */
#define FAILS(name, type, params, args, failure)         \
	type __real_##name params __attribute__((weak)); \
	type __wrap_##name params;                       \
	type __wrap_##name params                        \
	{                                                \
		if (!otk_refuse_call(#name))             \
			return __real_##name args;       \
		errno = otk_refusal();                   \
		return failure;                          \
	}

/* The same for a function that releases what it is given even if it fails. */
#define FAILS_DONE(name, type, params, args, failure)    \
	type __real_##name params __attribute__((weak)); \
	type __wrap_##name params;                       \
	type __wrap_##name params                        \
	{                                                \
		const type result = __real_##name args;  \
                                                         \
		if (!otk_refuse_call(#name))             \
			return result;                   \
		errno = otk_refusal();                   \
		return failure;                          \
	}

/* clang-format off */

/* GnuTLS */
FAILS(gnutls_base64_encode2, int, (const void *t, void *r), (t, r), GNUTLS_INTERNAL)
FAILS(gnutls_certificate_allocate_credentials, int, (void *c), (c), GNUTLS_INTERNAL)
FAILS(gnutls_certificate_set_x509_key_file, int, (void *c, const char *f, const char *k, int t), (c, f, k, t), GNUTLS_INTERNAL)
FAILS(gnutls_certificate_set_x509_system_trust, int, (void *c), (c), GNUTLS_INTERNAL)
FAILS(gnutls_certificate_set_x509_trust_file, int, (void *c, const char *f, int t), (c, f, t), GNUTLS_INTERNAL)
FAILS(gnutls_certificate_verification_status_print, int, (unsigned s, int t, void *o, unsigned f), (s, t, o, f), GNUTLS_INTERNAL)
FAILS(gnutls_credentials_set, int, (void *s, int t, void *c), (s, t, c), GNUTLS_INTERNAL)
FAILS(gnutls_handshake, int, (void *s), (s), GNUTLS_INTERNAL)
FAILS(gnutls_init, int, (void *s, unsigned f), (s, f), GNUTLS_INTERNAL)
FAILS(gnutls_record_recv, ssize_t, (void *s, void *d, size_t n), (s, d, n), GNUTLS_INTERNAL)
FAILS(gnutls_record_send, ssize_t, (void *s, const void *d, size_t n), (s, d, n), GNUTLS_INTERNAL)
FAILS(gnutls_server_name_set, int, (void *s, int t, const void *n, size_t z), (s, t, n, z), GNUTLS_INTERNAL)
FAILS(gnutls_set_default_priority, int, (void *s), (s), GNUTLS_INTERNAL)
FAILS(gnutls_global_init, int, (void), (), GNUTLS_INTERNAL)
FAILS(gnutls_hash_fast, int, (int a, const void *t, size_t n, void *d), (a, t, n, d), GNUTLS_INTERNAL)
FAILS(gnutls_hash_init, int, (void *h, int a), (h, a), GNUTLS_INTERNAL)
FAILS(gnutls_hash, int, (void *h, const void *t, size_t n), (h, t, n), GNUTLS_INTERNAL)
FAILS(gnutls_hex_encode, int, (const void *t, char *r, size_t *n), (t, r, n), GNUTLS_INTERNAL)
FAILS(gnutls_hmac_fast, int, (int a, const void *k, size_t s, const void *t, size_t n, void *d), (a, k, s, t, n, d), GNUTLS_INTERNAL)
FAILS(gnutls_hmac_init, int, (void *h, int a, const void *k, size_t n), (h, a, k, n), GNUTLS_INTERNAL)
FAILS(gnutls_hmac, int, (void *h, const void *t, size_t n), (h, t, n), GNUTLS_INTERNAL)
FAILS(gnutls_privkey_get_pk_algorithm, int, (void *k, unsigned *b), (k, b), GNUTLS_INTERNAL)
FAILS(gnutls_privkey_init, int, (void *k), (k), GNUTLS_INTERNAL)
FAILS(gnutls_privkey_import_url, int, (void *k, const char *u, unsigned f), (k, u, f), GNUTLS_INTERNAL)
FAILS(gnutls_privkey_import_x509, int, (void *k, void *x, unsigned f), (k, x, f), GNUTLS_INTERNAL)
FAILS(gnutls_privkey_import_x509_raw, int, (void *k, const void *d, int f, const char *p, unsigned g), (k, d, f, p, g), GNUTLS_INTERNAL)
FAILS(gnutls_privkey_sign_hash, int, (void *k, int a, unsigned f, const void *h, void *s), (k, a, f, h, s), GNUTLS_INTERNAL)
FAILS(gnutls_pubkey_init, int, (void *k), (k), GNUTLS_INTERNAL)
FAILS(gnutls_pubkey_get_pk_algorithm, int, (void *k, unsigned *b), (k, b), GNUTLS_INTERNAL)
FAILS(gnutls_pubkey_import, int, (void *k, const void *d, int f), (k, d, f), GNUTLS_INTERNAL)
FAILS(gnutls_pubkey_import_privkey, int, (void *k, void *p, unsigned u, unsigned f), (k, p, u, f), GNUTLS_INTERNAL)
FAILS(gnutls_pubkey_export2, int, (void *k, int f, void *d), (k, f, d), GNUTLS_INTERNAL)
FAILS(gnutls_pubkey_verify_data2, int, (void *k, int a, unsigned f, const void *d, const void *s), (k, a, f, d, s), GNUTLS_INTERNAL)
FAILS(gnutls_rnd, int, (int l, void *d, size_t n), (l, d, n), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_init, int, (void *c), (c), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_import, int, (void *c, const void *d, int f), (c, d, f), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_get_pk_algorithm, int, (void *c, unsigned *b), (c, b), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_sign2, int, (void *c, void *i, void *k, int a, unsigned f), (c, i, k, a, f), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_export2, int, (void *c, int f, void *d), (c, f, d), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_version, int, (void *c, unsigned v), (c, v), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_serial, int, (void *c, const void *s, size_t n), (c, s, n), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_key, int, (void *c, void *k), (c, k), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_key_purpose_oid, int, (void *c, const void *o, unsigned k), (c, o, k), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_key_usage, int, (void *c, unsigned u), (c, u), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_activation_time, int, (void *c, time_t t), (c, t), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_expiration_time, int, (void *c, time_t t), (c, t), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_basic_constraints, int, (void *c, unsigned a, int p), (c, a, p), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_dn_by_oid, int, (void *c, const char *o, unsigned r, const void *n, unsigned s), (c, o, r, n, s), GNUTLS_INTERNAL)
FAILS(gnutls_x509_crt_set_subject_alt_name, int, (void *c, int t, const void *d, unsigned n, unsigned f), (c, t, d, n, f), GNUTLS_INTERNAL)
FAILS(gnutls_x509_privkey_init, int, (void *k), (k), GNUTLS_INTERNAL)
FAILS(gnutls_x509_privkey_generate, int, (void *k, int a, unsigned b, unsigned f), (k, a, b, f), GNUTLS_INTERNAL)
FAILS(gnutls_x509_privkey_export2, int, (void *k, int f, void *d), (k, f, d), GNUTLS_INTERNAL)
FAILS(gnutls_x509_privkey_export2_pkcs8, int, (void *k, int f, const char *p, unsigned g, void *d), (k, f, p, g, d), GNUTLS_INTERNAL)

/* json-c */
FAILS(json_object_new_array, void *, (void), (), NULL)
FAILS(json_object_new_boolean, void *, (int b), (b), NULL)
FAILS(json_object_new_double_s, void *, (double d, const char *s), (d, s), NULL)
FAILS(json_object_new_int64, void *, (int64_t i), (i), NULL)
FAILS(json_object_new_object, void *, (void), (), NULL)
FAILS(json_object_new_string, void *, (const char *s), (s), NULL)
FAILS(json_object_new_string_len, void *, (const char *s, int n), (s, n), NULL)
FAILS(json_object_array_add, int, (void *a, void *v), (a, v), -1)
FAILS(json_object_array_put_idx, int, (void *a, size_t i, void *v), (a, i, v), -1)
FAILS(json_object_object_add, int, (void *o, const char *k, void *v), (o, k, v), -1)
FAILS(json_object_deep_copy, int, (void *s, void *d, void *c), (s, d, c), -1)
FAILS(json_object_to_json_string_ext, const char *, (void *o, int f), (o, f), NULL)
FAILS(json_object_set_string, int, (void *o, const char *s), (o, s), 0)
FAILS(json_object_to_json_string, const char *, (void *o), (o), NULL)
FAILS(json_object_to_json_string_length, const char *, (void *o, int f, size_t *n), (o, f, n), NULL)
FAILS(json_tokener_new_ex, void *, (int d), (d), NULL)
FAILS(json_tokener_parse, void *, (const char *s), (s), NULL)
FAILS(json_tokener_parse_ex, void *, (void *t, const char *s, int n), (t, s, n), NULL)

/* libcurl */
FAILS(curl_easy_init, void *, (void), (), NULL)
FAILS(curl_easy_pause, int, (void *e, int b), (e, b), CURL_NO_MEMORY)
FAILS(curl_easy_perform, int, (void *e), (e), CURL_NO_MEMORY)
FAILS(curl_global_init, int, (long f), (f), CURL_FAILED_INIT)
FAILS(curl_multi_init, void *, (void), (), NULL)
FAILS(curl_multi_add_handle, int, (void *m, void *e), (m, e), CURLM_NO_MEMORY)
FAILS(curl_multi_assign, int, (void *m, int s, void *p), (m, s, p), CURLM_NO_MEMORY)
FAILS(curl_multi_perform, int, (void *m, int *r), (m, r), CURLM_NO_MEMORY)
FAILS(curl_multi_poll, int, (void *m, void *f, unsigned n, int t, int *r), (m, f, n, t, r), CURLM_NO_MEMORY)
FAILS(curl_multi_socket_action, int, (void *m, int s, int e, int *r), (m, s, e, r), CURLM_NO_MEMORY)
FAILS(curl_slist_append, void *, (void *l, const char *t), (l, t), NULL)
FAILS(curl_url, void *, (void), (), NULL)
FAILS(curl_url_set, int, (void *u, int w, const char *p, unsigned f), (u, w, p, f), CURLU_NO_MEMORY)
FAILS(curl_url_get, int, (void *u, int w, char **p, unsigned f), (u, w, p, f), CURLU_NO_MEMORY)

/* SQLite */
FAILS(sqlite3_open, int, (const char *n, void **d), (n, d), SQLITE_DISK)
FAILS(sqlite3_open_v2, int, (const char *n, void **d, int f, const char *v), (n, d, f, v), SQLITE_DISK)
FAILS(sqlite3_prepare_v2, int, (void *d, const char *q, int n, void **s, const char **t), (d, q, n, s, t), SQLITE_DISK)
FAILS(sqlite3_prepare_v3, int, (void *d, const char *q, int n, unsigned f, void **s, const char **t), (d, q, n, f, s, t), SQLITE_DISK)
FAILS(sqlite3_exec, int, (void *d, const char *q, void *c, void *u, char **e), (d, q, c, u, e), SQLITE_DISK)
FAILS(sqlite3_step, int, (void *s), (s), SQLITE_DISK)
FAILS(sqlite3_bind_int64, int, (void *s, int i, int64_t v), (s, i, v), SQLITE_DISK)
FAILS(sqlite3_bind_text, int, (void *s, int i, const char *t, int n, void *f), (s, i, t, n, f), SQLITE_DISK)
FAILS(sqlite3_bind_blob64, int, (void *s, int i, const void *t, uint64_t n, void *f), (s, i, t, n, f), SQLITE_DISK)
FAILS(sqlite3_column_blob, const void *, (void *s, int i), (s, i), NULL)
FAILS(sqlite3_column_text, const unsigned char *, (void *s, int i), (s, i), NULL)

/* GNU libmicrohttpd */
FAILS(MHD_create_response_from_buffer, void *, (size_t n, void *b, int m), (n, b, m), NULL)
FAILS(MHD_create_response_from_callback, void *, (uint64_t n, size_t b, void *r, void *u, void *f), (n, b, r, u, f), NULL)
FAILS(MHD_add_response_header, int, (void *r, const char *n, const char *v), (r, n, v), 0)
FAILS(MHD_queue_response, int, (void *c, unsigned s, void *r), (c, s, r), 0)
FAILS(MHD_get_daemon_info, const void *, (void *d, int t), (d, t), NULL)
FAILS(MHD_get_connection_info, const void *, (void *c, int t), (c, t), NULL)
FAILS(MHD_run, int, (void *d), (d), 0)

/* libcrypto */
FAILS(BIO_new_mem_buf, void *, (const void *t, int n), (t, n), NULL)
FAILS(EVP_CIPHER_CTX_new, void *, (void), (), NULL)
FAILS(EVP_DecodeBlock, int, (void *o, const void *t, int n), (o, t, n), -1)
FAILS(EVP_DecryptInit_ex, int, (void *c, const void *a, void *e, const void *k, const void *v), (c, a, e, k, v), 0)
FAILS(EVP_DecryptUpdate, int, (void *c, void *o, int *s, const void *t, int n), (c, o, s, t, n), 0)
FAILS(EVP_DecryptFinal_ex, int, (void *c, void *o, int *s), (c, o, s), 0)
FAILS(EVP_PKEY_CTX_dup, void *, (const void *c), (c), NULL)
FAILS(EVP_PKEY_CTX_new, void *, (void *k, void *e), (k, e), NULL)
FAILS(EVP_PKEY_CTX_set_rsa_padding, int, (void *c, int p), (c, p), 0)
FAILS(EVP_PKEY_CTX_set_signature_md, int, (void *c, const void *m), (c, m), 0)
FAILS(EVP_PKEY_decrypt, int, (void *c, void *o, size_t *s, const void *t, size_t n), (c, o, s, t, n), 0)
FAILS(EVP_PKEY_decrypt_init, int, (void *c), (c), 0)
FAILS(EVP_PKEY_sign, int, (void *c, void *o, size_t *s, const void *t, size_t n), (c, o, s, t, n), 0)
FAILS(EVP_PKEY_sign_init, int, (void *c), (c), 0)
FAILS(PEM_read_bio_PrivateKey, void *, (void *b, void **k, void *c, void *u), (b, k, c, u), NULL)

/* hiredis */
FAILS(redisReaderCreate, void *, (void), (), NULL)

/* libzip */
FAILS(zip_fdopen, void *, (int f, int g, int *e), (f, g, e), NULL)
FAILS(zip_fopen_index, void *, (void *z, uint64_t i, uint32_t f), (z, i, f), NULL)
FAILS(zip_fread, int64_t, (void *f, void *b, uint64_t n), (f, b, n), -1)
FAILS(zip_get_name, const char *, (void *z, uint64_t i, uint32_t f), (z, i, f), NULL)
FAILS(zip_stat, int, (void *z, const char *n, uint32_t f, void *s), (z, n, f, s), -1)

/* libsmartcols */
FAILS(scols_new_table, void *, (void), (), NULL)
FAILS(scols_cell_set_color, int, (void *c, const char *n), (c, n), -ENOMEM)
FAILS(scols_line_set_data, int, (void *l, size_t n, const char *d), (l, n, d), -ENOMEM)
FAILS(scols_print_table, int, (void *t), (t), -ENOMEM)
FAILS(scols_table_new_column, void *, (void *t, const char *n, double w, int f), (t, n, w, f), NULL)
FAILS(scols_table_new_line, void *, (void *t, void *p), (t, p), NULL)

/* The system */
FAILS(accept, int, (int f, void *a, void *n), (f, a, n), -1)
FAILS(access, int, (const char *p, int m), (p, m), -1)
FAILS(bind, int, (int f, const void *a, unsigned n), (f, a, n), -1)
FAILS_DONE(close, int, (int f), (f), -1)
FAILS(connect, int, (int f, const void *a, unsigned n), (f, a, n), -1)
FAILS(dup, int, (int f), (f), -1)
FAILS(dup2, int, (int f, int t), (f, t), -1)
FAILS(epoll_create1, int, (int f), (f), -1)
FAILS(epoll_ctl, int, (int e, int o, int f, void *v), (e, o, f, v), -1)
FAILS(epoll_wait, int, (int e, void *v, int n, int t), (e, v, n, t), -1)
FAILS(fdatasync, int, (int f), (f), -1)
FAILS(flock, int, (int f, int o), (f, o), -1)
FAILS(fstat, int, (int f, void *s), (f, s), -1)
FAILS(fstat64, int, (int f, void *s), (f, s), -1)
FAILS(fstatat, int, (int f, const char *p, void *s, int g), (f, p, s, g), -1)
FAILS(fsync, int, (int f), (f), -1)
FAILS(ftruncate, int, (int f, off_t n), (f, n), -1)
FAILS(getentropy, int, (void *b, size_t n), (b, n), -1)
FAILS(getrandom, ssize_t, (void *b, size_t n, unsigned f), (b, n, f), -1)
FAILS(getrlimit, int, (int r, void *l), (r, l), -1)
FAILS(getsockname, int, (int f, void *a, void *n), (f, a, n), -1)
FAILS(getsockopt, int, (int f, int l, int o, void *v, void *n), (f, l, o, v, n), -1)
FAILS(link, int, (const char *a, const char *b), (a, b), -1)
FAILS(listen, int, (int f, int n), (f, n), -1)
FAILS(lseek, off_t, (int f, off_t o, int w), (f, o, w), -1)
FAILS(lstat, int, (const char *p, void *s), (p, s), -1)
FAILS(mkdir, int, (const char *p, mode_t m), (p, m), -1)
FAILS(mkostemp, int, (char *t, int f), (t, f), -1)
FAILS(opendir, void *, (const char *p), (p), NULL)
FAILS(pipe, int, (int *e), (e), -1)
FAILS(pipe2, int, (int *e, int f), (e, f), -1)
FAILS(poll, int, (void *f, unsigned long n, int t), (f, n, t), -1)
FAILS(ppoll, int, (void *f, unsigned long n, const void *t, const void *s), (f, n, t, s), -1)
FAILS(pread, ssize_t, (int f, void *b, size_t n, off_t o), (f, b, n, o), -1)
FAILS(process_vm_readv, ssize_t, (pid_t p, const void *l, unsigned long a, const void *r, unsigned long b, unsigned long f), (p, l, a, r, b, f), -1)
FAILS(read, ssize_t, (int f, void *b, size_t n), (f, b, n), -1)
FAILS(readdir, void *, (void *d), (d), NULL)
FAILS(realpath, char *, (const char *p, char *r), (p, r), NULL)
FAILS(readlink, ssize_t, (const char *p, char *b, size_t n), (p, b, n), -1)
FAILS(recv, ssize_t, (int f, void *b, size_t n, int g), (f, b, n, g), -1)
FAILS(rename, int, (const char *a, const char *b), (a, b), -1)
FAILS(renameat, int, (int f, const char *a, int g, const char *b), (f, a, g, b), -1)
FAILS(scandir, int, (const char *p, void *l, void *s, void *c), (p, l, s, c), -1)
FAILS(send, ssize_t, (int f, const void *b, size_t n, int g), (f, b, n, g), -1)
FAILS(setrlimit, int, (int r, const void *l), (r, l), -1)
FAILS(setsockopt, int, (int f, int l, int o, const void *v, unsigned n), (f, l, o, v, n), -1)
FAILS(shutdown, int, (int f, int h), (f, h), -1)
FAILS(sigaction, int, (int n, const void *a, void *o), (n, a, o), -1)
FAILS(signalfd, int, (int f, const void *m, int g), (f, m, g), -1)
FAILS(sigprocmask, int, (int h, const void *s, void *o), (h, s, o), -1)
FAILS(socket, int, (int d, int t, int p), (d, t, p), -1)
FAILS(stat, int, (const char *p, void *s), (p, s), -1)
FAILS(tcgetattr, int, (int f, void *t), (f, t), -1)
FAILS(tcsetattr, int, (int f, int a, const void *t), (f, a, t), -1)
FAILS(timerfd_create, int, (int c, int f), (c, f), -1)
FAILS(timerfd_settime, int, (int f, int g, const void *n, void *o), (f, g, n, o), -1)
FAILS(unlink, int, (const char *p), (p), -1)
FAILS(unlinkat, int, (int f, const char *p, int g), (f, p, g), -1)
FAILS(waitpid, pid_t, (pid_t p, int *s, int o), (p, s, o), -1)
FAILS(write, ssize_t, (int f, const void *b, size_t n), (f, b, n), -1)
FAILS_DONE(fclose, int, (void *f), (f), EOF)
FAILS(fdopen, void *, (int f, const char *m), (f, m), NULL)
FAILS(fopen, void *, (const char *p, const char *m), (p, m), NULL)
FAILS(fflush, int, (void *f), (f), EOF)
FAILS(tmpfile, void *, (void), (), NULL)
FAILS(vasprintf, int, (char **t, const char *f, va_list a), (t, f, a), -1)
FAILS(fork, pid_t, (void), (), -1)
FAILS(mmap, void *, (void *a, size_t n, int p, int g, int f, off_t o), (a, n, p, g, f, o), (void *)-1)
FAILS(pthread_create, int, (void *t, const void *a, void *f, void *u), (t, a, f, u), EAGAIN)
FAILS(getaddrinfo, int, (const char *n, const char *s, const void *h, void **r), (n, s, h, r), -4)
FAILS(getnameinfo, int, (const void *a, unsigned n, char *h, unsigned m, char *s, unsigned k, int f), (a, n, h, m, s, k, f), -4)
FAILS(posix_spawnp, int, (pid_t *p, const char *f, const void *a, const void *t, char *const *v, char *const *e), (p, f, a, t, v, e), EAGAIN)
FAILS(posix_spawn_file_actions_init, int, (void *a), (a), ENOMEM)
FAILS(posix_spawn_file_actions_adddup2, int, (void *a, int f, int t), (a, f, t), ENOMEM)
FAILS(posix_spawnattr_init, int, (void *a), (a), ENOMEM)

/* The loaders */
FAILS(dlopen, void *, (const char *p, int f), (p, f), NULL)
FAILS(dlsym, void *, (void *h, const char *n), (h, n), NULL)
FAILS(lt_dlinit, int, (void), (), 1)
FAILS(lt_dladvise_init, int, (void *a), (a), 1)
FAILS(lt_dladvise_local, int, (void *a), (a), 1)
FAILS(lt_dlloader_add, int, (const void *l), (l), 1)
FAILS(lt_dlopenadvise, void *, (const char *p, void *a), (p, a), NULL)
FAILS(lt_dlsym, void *, (void *h, const char *n), (h, n), NULL)

/* clang-format on */

/*
 * Functions with a variable argument list; a row "FAILS(" for their names is in the comments below.
 */

/* A further argument of these is a number or a pointer, if there is one. */
#define FAILS_MORE(name, params, last, args)            \
	int __real_##name params __attribute__((weak)); \
	int __wrap_##name params;                       \
	int __wrap_##name params                        \
	{                                               \
		va_list list;                           \
		long more;                              \
                                                        \
		va_start(list, last);                   \
		more = va_arg(list, long);              \
		va_end(list);                           \
		if (!otk_refuse_call(#name))            \
			return __real_##name args;      \
		errno = otk_refusal();                  \
		return -1;                              \
	}

/* clang-format off */
FAILS_MORE(fcntl, (int f, int c, ...), c, (f, c, more))
FAILS_MORE(fcntl64, (int f, int c, ...), c, (f, c, more))
FAILS_MORE(ioctl, (int f, unsigned long r, ...), r, (f, r, more))
FAILS_MORE(open, (const char *p, int f, ...), f, (p, f, more))
FAILS_MORE(open64, (const char *p, int f, ...), f, (p, f, more))
FAILS_MORE(openat, (int d, const char *p, int f, ...), f, (d, p, f, more))
/* clang-format on */

/* FAILS(MHD_start_daemon): the options are given as one array. */
void *__real_MHD_start_daemon(unsigned flags, uint16_t port, void *filter, void *filter_userdata,
	void *handler, void *userdata, ...) __attribute__((weak));
void *__wrap_MHD_start_daemon(unsigned flags, uint16_t port, void *filter, void *filter_userdata,
	void *handler, void *userdata, ...);
void *__wrap_MHD_start_daemon(unsigned flags, uint16_t port, void *filter, void *filter_userdata,
	void *handler, void *userdata, ...)
{
	va_list list;
	int kind, end;
	const void *options;

	va_start(list, userdata);
	kind = va_arg(list, int);
	options = va_arg(list, const void *);
	end = va_arg(list, int);
	va_end(list);
	if (!otk_refuse_call("MHD_start_daemon"))
		return __real_MHD_start_daemon(flags, port, filter, filter_userdata, handler,
			userdata, kind, options, end);
	errno = EADDRINUSE;
	return NULL;
}

/* FAILS(curl_easy_setopt) */
int __real_curl_easy_setopt(void *easy, int option, ...) __attribute__((weak));
int __wrap_curl_easy_setopt(void *easy, int option, ...);
int __wrap_curl_easy_setopt(void *easy, int option, ...)
{
	va_list args;
	int code;

	if (otk_refuse_call("curl_easy_setopt"))
		return CURL_NO_MEMORY;
	va_start(args, option);
	if (option < OPTIONS_OF_OBJECTS)
		code = __real_curl_easy_setopt(easy, option, va_arg(args, long));
	else if (option >= OPTIONS_OF_OFFSETS && option < OPTIONS_OF_BLOBS)
		code = __real_curl_easy_setopt(easy, option, va_arg(args, int64_t));
	else
		code = __real_curl_easy_setopt(easy, option, va_arg(args, void *));
	va_end(args);
	return code;
}

/* FAILS(curl_multi_setopt) */
int __real_curl_multi_setopt(void *multi, int option, ...) __attribute__((weak));
int __wrap_curl_multi_setopt(void *multi, int option, ...);
int __wrap_curl_multi_setopt(void *multi, int option, ...)
{
	va_list args;
	int code;

	if (otk_refuse_call("curl_multi_setopt"))
		return CURLM_NO_MEMORY;
	va_start(args, option);
	if (option < OPTIONS_OF_OBJECTS)
		code = __real_curl_multi_setopt(multi, option, va_arg(args, long));
	else
		code = __real_curl_multi_setopt(multi, option, va_arg(args, void *));
	va_end(args);
	return code;
}

static bool is_listed(const char *const *list, const char *name)
{
	for (size_t i = 0; list && list[i]; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

/* A way in which calls fail, and what a piece must do then. */
typedef struct failure {
	void (*fail)(size_t n);      /* lets the n-th call fail; 0: none */
	bool survives;               /* the piece must succeed nevertheless */
	const char *const *harmless; /* otherwise: functions whose failure it may survive */
	const char *done;            /* for messages: "failed" */
} failure;

/* Runs the piece once for each of its calls, which fails in that run. */
static size_t fail_in_turn(
	const char *name, bool (*piece)(void *context), void *context, const failure *way)
{
	size_t whole;
	int descriptors;

	way->fail(0);
	CHECK_CASE(piece(context), "%s fails although no call %s", name, way->done);
	whole = otk_calls_made();
	otk_stop_failing();
	descriptors = otk_descriptors();
	CHECK_CASE(whole > 0, "%s makes no call that could be tortured", name);
	for (size_t n = 1; n <= whole; n += otk_test_step(1, 3)) {
		bool went_well;
		const char *failed;

		way->fail(n);
		went_well = piece(context);
		failed = otk_failed_call();
		otk_stop_failing();
		/* Runs may differ a little: the network decides the number of waits. */
		if (way->survives)
			CHECK_CASE(went_well, "%s fails because call %zu, %s(), %s", name, n,
				failed ? failed : "none", way->done);
		else if (failed)
			CHECK_CASE(!went_well || is_listed(way->harmless, failed),
				"%s succeeds although call %zu, %s(), %s", name, n, failed,
				way->done);
	}
	way->fail(0);
	CHECK_CASE(piece(context), "%s fails after the torture", name);
	otk_stop_failing();
	CHECK_CASE(otk_descriptors_are_back(descriptors), "%s: %d descriptors, now %d", name,
		descriptors, otk_descriptors());
	/* script/reliability adds these up. */
	printf("%s: %zu calls %s in turn\n", name, whole, way->survives ? "interrupted" : "failed");
	return whole;
}

size_t otk_torture_calls(
	const char *name, bool (*piece)(void *context), void *context, const char *const *harmless)
{
	const failure way = {.fail = otk_fail_call, .harmless = harmless, .done = "failed"};

	return fail_in_turn(name, piece, context, &way);
}

size_t otk_torture_interrupts(const char *name, bool (*piece)(void *context), void *context)
{
	const failure way = {
		.fail = otk_interrupt_call, .survives = true, .done = "was interrupted"};

	return fail_in_turn(name, piece, context, &way);
}
