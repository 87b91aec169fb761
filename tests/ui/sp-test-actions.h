/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Answers the conversation's actions below a widget and writes down each, such as "save-file 'file_1'". The list of strings
 * is the caller's and must outlive the widget's use. */
GPtrArray *sp_test_actions_record (GtkWidget *widget);

G_END_DECLS
