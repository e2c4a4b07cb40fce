/* SPDX-License-Identifier: MIT */
/* All features, linked in: the tests of the tables need no loader. */
#ifndef OTK_TESTS_FEATURES_H
#define OTK_TESTS_FEATURES_H

#include <otk/plugin.h>

/* "archives"; ends in NULL. */
extern const char *const otk_feature_names[];
/* Its descriptor, and the function that otk_client_add_plugin() takes; NULL when there is none. */
const otk_plugin *otk_feature(const char *name);
otk_plugin_entry_fn *otk_feature_entry(const char *name);
/* take() gets each interface of each feature. */
void otk_feature_interfaces(void (*take)(const otk_interface *interface));
/* The row of "archives.start"; NULL when there is none. */
const otk_operation *otk_feature_operation(const char *full_name);

#endif
