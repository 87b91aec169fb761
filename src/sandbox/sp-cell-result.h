/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How a cell ended; the nicks are ok, error, interrupted, timeout and died. */
#define SP_TYPE_CELL_OUTCOME (sp_cell_outcome_get_type ())
typedef enum { SP_CELL_OK, SP_CELL_ERROR, SP_CELL_INTERRUPTED, SP_CELL_TIMEOUT, SP_CELL_DIED } SpCellOutcome;
GType sp_cell_outcome_get_type (void);

/* What one cell gave. Every text and display in it comes from a sandbox: untrusted. */
#define SP_TYPE_CELL_RESULT (sp_cell_result_get_type ())
G_DECLARE_FINAL_TYPE (SpCellResult, sp_cell_result, SP, CELL_RESULT, GObject)

SpCellOutcome  sp_cell_result_get_outcome            (SpCellResult *self);
const char    *sp_cell_result_get_outcome_nick       (SpCellResult *self);
/* Why it was stopped or died, in words for people; NULL for ok and error. */
const char    *sp_cell_result_get_message            (SpCellResult *self);
const char    *sp_cell_result_get_ename              (SpCellResult *self);
const char    *sp_cell_result_get_evalue             (SpCellResult *self);
const char    *sp_cell_result_get_traceback          (SpCellResult *self);
/* Both streams in the order they came, without the traceback; valid UTF-8. */
const char    *sp_cell_result_get_text               (SpCellResult *self);
gboolean       sp_cell_result_is_text_cut            (SpCellResult *self);
/* All that was printed, in bytes, kept or not. */
gint64         sp_cell_result_get_output_size        (SpCellResult *self);
/* The file with more of it than the text holds, or NULL; it goes with the result unless stolen. */
const char    *sp_cell_result_get_whole_output_path  (SpCellResult *self);
char          *sp_cell_result_steal_whole_output     (SpCellResult *self);
/* Objects of MIME type to content: binary kinds in base64, JSON kinds as JSON, others as text. */
JsonArray     *sp_cell_result_get_displays           (SpCellResult *self);
double         sp_cell_result_get_elapsed            (SpCellResult *self);
guint          sp_cell_result_get_execution_count    (SpCellResult *self);

G_END_DECLS
