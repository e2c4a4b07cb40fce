/* SPDX-License-Identifier: MIT */
/* Clients with all features, however configure built them. */
#ifndef OTK_TESTS_ADD_FEATURES_H
#define OTK_TESTS_ADD_FEATURES_H

#include <otk/plugins.h>
#include <stdbool.h>

/* Returns whether the feature is built into libotk. */
bool otk_feature_is_builtin(const char *name);
/* Adds all features except this one (NULL: all); features already present are skipped. */
otk_status otk_features_add(otk_client *client, const char *except, otk_error *error);

/*
 * Adds a plugin that is not a feature; configure may have built it in, and then it is there
 * already.
 */
bool otk_plugin_add(otk_client *client, otk_plugin_entry_fn *entry, otk_error *error);

#endif
