/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

#include "sandbox/sp-sandbox-limits.h"

G_BEGIN_DECLS

/* Who counts what a sandbox uses as a whole: systemd's scope on the user's bus, a control group of our own, or nobody
 * but the watchdog. */
typedef enum
{
  SP_RESOURCE_GROUP_NONE,
  SP_RESOURCE_GROUP_SCOPE,
  SP_RESOURCE_GROUP_V2,
  SP_RESOURCE_GROUP_V1,
} SpResourceGroupKind;

#define SP_TYPE_RESOURCE_GROUP (sp_resource_group_get_type ())
G_DECLARE_FINAL_TYPE (SpResourceGroup, sp_resource_group, SP, RESOURCE_GROUP, GObject)

SpResourceGroup     *sp_resource_group_new           (GDBusConnection        *bus,
                                                      const SpSandboxLimits  *limits);
SpResourceGroupKind  sp_resource_group_get_kind      (SpResourceGroup        *self);
gboolean             sp_resource_group_is_member     (SpResourceGroup        *self,
                                                      GPid                    pid);
gint64               sp_resource_group_get_memory    (SpResourceGroup        *self);
void                 sp_resource_group_enter_async   (SpResourceGroup        *self,
                                                      GPid                    pid,
                                                      GCancellable           *cancellable,
                                                      GAsyncReadyCallback     callback,
                                                      gpointer                user_data);
gboolean             sp_resource_group_enter_finish  (SpResourceGroup        *self,
                                                      GAsyncResult           *result,
                                                      GError                **error);

G_END_DECLS
