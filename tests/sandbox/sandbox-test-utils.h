/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-bwrap-launcher.h"
#include "sandbox/sp-sandbox.h"

G_BEGIN_DECLS

/* Whether sandboxes can be made here; marks the test as skipped, with the reason, when not. */
gboolean      test_can_sandbox      (void);

/* All of these run the main loop until the answer is there; they abort on errors, but for the _error forms. */
SpSandbox    *test_sandbox_new      (const SpSandboxLimits *limits);
SpCellResult *test_run              (SpSandbox             *sandbox,
                                     const char            *code);
GError       *test_run_error        (SpSandbox             *sandbox,
                                     const char            *code);
char         *test_print            (SpSandbox             *sandbox,
                                     const char            *code);
void          test_put              (SpSandbox             *sandbox,
                                     const char            *name,
                                     const char            *contents);
GError       *test_put_error        (SpSandbox             *sandbox,
                                     const char            *name,
                                     const char            *contents);
SpHarvest    *test_harvest          (SpSandbox             *sandbox,
                                     const char            *folder);
void          test_wait             (guint                  milliseconds);
char         *test_folder_new       (void);
void          test_folder_remove    (char                  *folder);
gint64        test_resident_memory  (void);
guint         test_count_fds        (void);
const char   *test_get_display      (SpCellResult          *result,
                                     guint                  position,
                                     const char            *mime_type);

#define test_assert_printed(sandbox, code, expected) \
  G_STMT_START { g_autofree char *printed_ = test_print (sandbox, code); g_assert_cmpstr (printed_, ==, expected); } G_STMT_END

typedef char TestFolder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestFolder, test_folder_remove)

G_END_DECLS
