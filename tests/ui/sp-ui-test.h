/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <adwaita.h>

#include "ui/sp-view-state.h"

G_BEGIN_DECLS

/* For tests of widgets. Returns whether to go on; else the tests are skipped in words. */
gboolean     sp_ui_test_init         (int             *argc,
                                      char          ***argv);
/* A window with the widget in it, on the screen and painted once. To be given to sp_ui_test_destroy(). */
GtkWindow   *sp_ui_test_present      (GtkWidget       *widget,
                                      int              width,
                                      int              height);
/* Ends the window and asserts that nothing keeps the widget alive. */
void         sp_ui_test_destroy      (GtkWindow       *window);
/* Lets the main loop run until everything due has been done and painted. */
void         sp_ui_test_settle       (void);
/* Lets the main loop run until *flag is set; fails after some seconds. */
void         sp_ui_test_wait         (gboolean        *flag);
/* The first descendant of a type, in the order of the tree, or NULL. */
GtkWidget   *sp_ui_test_find         (GtkWidget       *root,
                                      GType            type);
/* The first visible label whose text contains a needle, or NULL. */
GtkWidget   *sp_ui_test_find_text    (GtkWidget       *root,
                                      const char      *needle);
/* The first visible button with an action or a label, or NULL. */
GtkWidget   *sp_ui_test_find_button  (GtkWidget       *root,
                                      const char      *action_or_label);
/* A view state over a workspace in a folder of the test that is never opened: no service, no history. */
SpViewState *sp_ui_test_new_state    (void);

G_END_DECLS
