/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The error domain of the table layer. */

#include "config.h"

#include "table/sp-table-error.h"

/**
 * sp_table_error_quark:
 *
 * Returns: the quark of %SP_TABLE_ERROR
 */
G_DEFINE_QUARK (sp-table-error-quark, sp_table_error)
