/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "sandbox/sp-resource-group.h"

G_BEGIN_DECLS

/* A control group as folders of the kernel's file system: one folder in version 2, one for each controller in
 * version 1. */
typedef struct
{
  SpResourceGroupKind  kind;
  GPtrArray           *folders;        /* (element-type utf8): made by us */
  char                *memory_folder;  /* (owned) (nullable): where use of memory is read */
} SpControlGroup;

gint64          _sp_control_group_get_memory_limit (const SpSandboxLimits *limits);
SpControlGroup *_sp_control_group_make             (const SpSandboxLimits *limits,
                                                    GPid                   pid);
SpControlGroup *_sp_control_group_of_process       (GPid                   pid);
gint64          _sp_control_group_read_memory      (SpControlGroup        *self);
void            _sp_control_group_remove           (SpControlGroup        *self);
void            _sp_control_group_free             (SpControlGroup        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpControlGroup, _sp_control_group_free)

G_END_DECLS
