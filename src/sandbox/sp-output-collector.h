/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

#include "base/sp-fd.h"

G_BEGIN_DECLS

/* Reads the two output streams of a sandbox.
 *
 * Signal "text" (const char *stream, const char *text): valid UTF-8, as it comes, while a cell is collected. */
#define SP_TYPE_OUTPUT_COLLECTOR (sp_output_collector_get_type ())
G_DECLARE_FINAL_TYPE (SpOutputCollector, sp_output_collector, SP, OUTPUT_COLLECTOR, GObject)

SpOutputCollector *sp_output_collector_new      (SpFd                stdout_fd,
                                                 SpFd                stderr_fd);
void               sp_output_collector_begin    (SpOutputCollector  *self,
                                                 gint64              max_text,
                                                 gint64              max_whole,
                                                 const char         *folder);
void               sp_output_collector_drain    (SpOutputCollector  *self);
char              *sp_output_collector_end      (SpOutputCollector  *self,
                                                 gboolean           *is_cut,
                                                 gint64             *total,
                                                 char              **whole_path);
void               sp_output_collector_close    (SpOutputCollector  *self);

G_END_DECLS
