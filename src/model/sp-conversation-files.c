/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The part of SpConversation that keeps files: those of the draft and those that have come up. */

#include "config.h"

#include "model/sp-conversation-private.h"
#include "model/sp-file.h"

/* The first file for which @get answers @value; the list keeps the reference that the caller borrows. */
static SpFile *
find_file (SpConversation *self,
           const char     *(*get) (SpFile *file),
           const char     *value)
{
  guint n_files = g_list_model_get_n_items (G_LIST_MODEL (self->files));

  for (guint i = n_files; i > 0; i--)
    {
      g_autoptr(SpFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), i - 1);

      if (g_strcmp0 (get (file), value) == 0)
        return file;
    }

  return NULL;
}

/**
 * sp_conversation_add_draft_file:
 * @self: a #SpConversation
 * @file: (transfer none): a file for the next message
 */
void
sp_conversation_add_draft_file (SpConversation *self,
                                SpFile         *file)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));
  g_return_if_fail (SP_IS_FILE (file));

  g_list_store_append (self->draft_files, file);
}

/**
 * sp_conversation_remove_draft_file:
 * @self: a #SpConversation
 * @file: one of its draft's files; nothing happens when it is not
 */
void
sp_conversation_remove_draft_file (SpConversation *self,
                                   SpFile         *file)
{
  guint position;

  g_return_if_fail (SP_IS_CONVERSATION (self));

  if (g_list_store_find (self->draft_files, file, &position))
    g_list_store_remove (self->draft_files, position);
}

/**
 * sp_conversation_clear_draft:
 * @self: a #SpConversation
 *
 * Empties the draft, text and files, once it has become a message.
 */
void
sp_conversation_clear_draft (SpConversation *self)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));

  sp_conversation_set_draft_text (self, "");
  if (g_list_model_get_n_items (G_LIST_MODEL (self->draft_files)) > 0)
    g_list_store_remove_all (self->draft_files);
}

/**
 * sp_conversation_add_file:
 * @self: a #SpConversation
 * @file: (transfer none): a file
 *
 * Adds @file to its files unless it is there.
 */
void
sp_conversation_add_file (SpConversation *self,
                          SpFile         *file)
{
  g_return_if_fail (SP_IS_CONVERSATION (self));
  g_return_if_fail (SP_IS_FILE (file));

  if (!g_list_store_find (self->files, file, NULL))
    g_list_store_append (self->files, file);
}

/**
 * sp_conversation_find_file:
 * @self: a #SpConversation
 * @file_id: the service's id of a file
 *
 * Returns: (transfer none) (nullable): the newest file of that id
 */
SpFile *
sp_conversation_find_file (SpConversation *self,
                           const char     *file_id)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (file_id != NULL, NULL);

  return find_file (self, sp_file_get_id, file_id);
}

/**
 * sp_conversation_find_file_by_name:
 * @self: a #SpConversation
 * @filename: a name
 *
 * Returns: (transfer none) (nullable): the newest file of that name
 */
SpFile *
sp_conversation_find_file_by_name (SpConversation *self,
                                   const char     *filename)
{
  g_return_val_if_fail (SP_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (filename != NULL, NULL);

  return find_file (self, sp_file_get_filename, filename);
}
