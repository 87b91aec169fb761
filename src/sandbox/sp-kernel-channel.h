/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "base/sp-fd.h"

G_BEGIN_DECLS

/* The service's end of the socket to the kernel.
 *
 * Signal "frame" (JsonObject *frame); signal "closed" (GError *error), once, with NULL for an ordinary end. */
#define SP_TYPE_KERNEL_CHANNEL (sp_kernel_channel_get_type ())
G_DECLARE_FINAL_TYPE (SpKernelChannel, sp_kernel_channel, SP, KERNEL_CHANNEL, GObject)

SpKernelChannel *sp_kernel_channel_new   (SpFd              fd);
void             sp_kernel_channel_send  (SpKernelChannel  *self,
                                          JsonObject       *frame);
void             sp_kernel_channel_close (SpKernelChannel  *self);

G_END_DECLS
