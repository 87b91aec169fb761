/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-cell-result.h"

G_BEGIN_DECLS

SpCellResult *_sp_cell_result_new          (guint           execution_count);
void          _sp_cell_result_set_outcome  (SpCellResult   *self,
                                            SpCellOutcome   outcome,
                                            const char     *message);
void          _sp_cell_result_set_error    (SpCellResult   *self,
                                            const char     *ename,
                                            const char     *evalue,
                                            const char     *traceback);
void          _sp_cell_result_take_text    (SpCellResult   *self,
                                            char           *text,
                                            gboolean        is_cut,
                                            gint64          output_size,
                                            char           *whole_output_path);
void          _sp_cell_result_set_elapsed  (SpCellResult   *self,
                                            double          seconds);
void          _sp_cell_result_add_display  (SpCellResult   *self,
                                            JsonObject     *bundle);

G_END_DECLS
