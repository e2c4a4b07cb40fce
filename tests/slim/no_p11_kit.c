/* SPDX-License-Identifier: MIT */
/*
 * GnuTLS calls p11-kit for keys in PKCS#11 modules. p11-kit loads modules with dlopen() and has no
 * static library, so a static program has this instead: every function fails or returns nothing.
 */
#define ABSENT(X)                          \
	X(p11_kit_config_option)           \
	X(p11_kit_message)                 \
	X(p11_kit_module_finalize)         \
	X(p11_kit_module_get_flags)        \
	X(p11_kit_module_get_name)         \
	X(p11_kit_module_load)             \
	X(p11_kit_module_release)          \
	X(p11_kit_modules_load)            \
	X(p11_kit_pin_file_callback)       \
	X(p11_kit_pin_get_length)          \
	X(p11_kit_pin_get_value)           \
	X(p11_kit_pin_new_for_string)      \
	X(p11_kit_pin_register_callback)   \
	X(p11_kit_pin_request)             \
	X(p11_kit_pin_unref)               \
	X(p11_kit_pin_unregister_callback) \
	X(p11_kit_space_strdup)            \
	X(p11_kit_space_strlen)            \
	X(p11_kit_strerror)                \
	X(p11_kit_uri_format)              \
	X(p11_kit_uri_free)                \
	X(p11_kit_uri_get_attribute)       \
	X(p11_kit_uri_get_attributes)      \
	X(p11_kit_uri_get_module_info)     \
	X(p11_kit_uri_get_pin_source)      \
	X(p11_kit_uri_get_pin_value)       \
	X(p11_kit_uri_get_token_info)      \
	X(p11_kit_uri_match_module_info)   \
	X(p11_kit_uri_match_token_info)    \
	X(p11_kit_uri_new)                 \
	X(p11_kit_uri_parse)               \
	X(p11_kit_uri_set_attribute)

/* A null pointer where a pointer is expected; CKR_OK is never reached, as nothing can be loaded. */
#define DEFINE(name)      \
	long name(void);  \
	long name(void)   \
	{                 \
		return 0; \
	}
ABSENT(DEFINE)
