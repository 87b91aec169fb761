/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_BASE_ERROR (sp_base_error_quark ())

/**
 * SpBaseError:
 * @SP_BASE_ERROR_JSON_SYNTAX: the text is not JSON
 * @SP_BASE_ERROR_JSON_DEPTH: the JSON is nested deeper than allowed
 * @SP_BASE_ERROR_JSON_TYPE: a member has another type than asked for
 * @SP_BASE_ERROR_JSON_MISSING: a required member is not there
 * @SP_BASE_ERROR_DATABASE: SQLite refused; the message is SQLite's
 * @SP_BASE_ERROR_DATABASE_NEWER: the database was written by a newer program
 */
typedef enum
{
  SP_BASE_ERROR_JSON_SYNTAX,
  SP_BASE_ERROR_JSON_DEPTH,
  SP_BASE_ERROR_JSON_TYPE,
  SP_BASE_ERROR_JSON_MISSING,
  SP_BASE_ERROR_DATABASE,
  SP_BASE_ERROR_DATABASE_NEWER,
} SpBaseError;

GQuark sp_base_error_quark (void);

G_END_DECLS
