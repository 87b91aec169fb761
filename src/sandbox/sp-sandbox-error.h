/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_SANDBOX_ERROR (sp_sandbox_error_quark ())

/**
 * SpSandboxError:
 * @SP_SANDBOX_ERROR_MISSING: the program that makes sandboxes is not installed
 * @SP_SANDBOX_ERROR_FORBIDDEN: this system does not let a user make namespaces; the message names the setting
 * @SP_SANDBOX_ERROR_START: the sandbox or its Python did not come up
 * @SP_SANDBOX_ERROR_DEAD: the session has ended; what it held in variables is gone
 * @SP_SANDBOX_ERROR_BUSY: a cell is running, only one can
 * @SP_SANDBOX_ERROR_FULL: the working folder has no room for the file
 * @SP_SANDBOX_ERROR_NAME: the name cannot be a file's name
 * @SP_SANDBOX_ERROR_PROTOCOL: the kernel sent what no kernel of ours sends
 * @SP_SANDBOX_ERROR_NO_VARIABLE: the session has no variable of this name, or it is no table
 * @SP_SANDBOX_ERROR_SLOW: the session took too long to say what it holds
 */
typedef enum
{
  SP_SANDBOX_ERROR_MISSING,
  SP_SANDBOX_ERROR_FORBIDDEN,
  SP_SANDBOX_ERROR_START,
  SP_SANDBOX_ERROR_DEAD,
  SP_SANDBOX_ERROR_BUSY,
  SP_SANDBOX_ERROR_FULL,
  SP_SANDBOX_ERROR_NAME,
  SP_SANDBOX_ERROR_PROTOCOL,
  SP_SANDBOX_ERROR_NO_VARIABLE,
  SP_SANDBOX_ERROR_SLOW,
} SpSandboxError;

GQuark sp_sandbox_error_quark (void);

G_END_DECLS
