/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_TABLE_ERROR (sp_table_error_quark ())

/**
 * SpTableError:
 * @SP_TABLE_ERROR_OPEN: the file cannot be opened
 * @SP_TABLE_ERROR_NOT_REGULAR: the path names a folder, a pipe or a device
 * @SP_TABLE_ERROR_READ: the system refused to read on
 * @SP_TABLE_ERROR_EMPTY: the file holds nothing
 * @SP_TABLE_ERROR_BINARY: the bytes are no text in any encoding that we know
 */
typedef enum
{
  SP_TABLE_ERROR_OPEN,
  SP_TABLE_ERROR_NOT_REGULAR,
  SP_TABLE_ERROR_READ,
  SP_TABLE_ERROR_EMPTY,
  SP_TABLE_ERROR_BINARY,
} SpTableError;

GQuark sp_table_error_quark (void);

G_END_DECLS
