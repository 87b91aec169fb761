/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-container.h"

G_BEGIN_DECLS

void sp_cell_outputs_set         (JsonObject   *item,
                                  SpCellReport *report);
void sp_cell_outputs_set_partial (JsonObject   *item,
                                  const char   *text,
                                  const char   *outcome);

G_END_DECLS
