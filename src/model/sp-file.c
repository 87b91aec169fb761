/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A file that a conversation or an agent knows, on this computer, at a service, or both. Owned by the
 * lists that show it; a job that moves its bytes holds a reference and reports by state, progress and
 * error. Lives on the main thread. */

#include "config.h"

#include "model/sp-file.h"

#include <math.h>

#include "base/sp-file-type.h"
#include "base/sp-str.h"

struct _SpFile
{
  GObject       parent_instance;

  char         *container_id;     /* (owned) (nullable) */
  char         *error_message;    /* (owned) (nullable) */
  char         *filename;         /* (owned) (nullable) */
  char         *hash;             /* (owned) (nullable) */
  char         *id;               /* (owned) (nullable) */
  char         *local_path;       /* (owned) (nullable) */
  char         *mime_type;        /* (owned) */
  char         *purpose;          /* (owned) (nullable) */
  gint64        created;
  gint64        size;
  double        progress;
  SpFileOrigin  origin;
  SpFileState   state;
  guint         in_sandbox : 1;
};

G_DEFINE_FINAL_TYPE (SpFile, sp_file, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CONTAINER_ID,
  PROP_CREATED,
  PROP_ERROR_MESSAGE,
  PROP_FILENAME,
  PROP_HASH,
  PROP_ID,
  PROP_IN_SANDBOX,
  PROP_LOCAL_PATH,
  PROP_MIME_TYPE,
  PROP_ORIGIN,
  PROP_PROGRESS,
  PROP_PURPOSE,
  PROP_SIZE,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
sp_file_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  SpFile *self = SP_FILE (object);

  switch (prop_id)
    {
    case PROP_CONTAINER_ID:
      g_value_set_string (value, sp_file_get_container_id (self));
      break;
    case PROP_CREATED:
      g_value_set_int64 (value, sp_file_get_created (self));
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, sp_file_get_error_message (self));
      break;
    case PROP_FILENAME:
      g_value_set_string (value, sp_file_get_filename (self));
      break;
    case PROP_HASH:
      g_value_set_string (value, sp_file_get_hash (self));
      break;
    case PROP_ID:
      g_value_set_string (value, sp_file_get_id (self));
      break;
    case PROP_IN_SANDBOX:
      g_value_set_boolean (value, sp_file_get_in_sandbox (self));
      break;
    case PROP_LOCAL_PATH:
      g_value_set_string (value, sp_file_get_local_path (self));
      break;
    case PROP_MIME_TYPE:
      g_value_set_string (value, sp_file_get_mime_type (self));
      break;
    case PROP_ORIGIN:
      g_value_set_enum (value, sp_file_get_origin (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, sp_file_get_progress (self));
      break;
    case PROP_PURPOSE:
      g_value_set_string (value, sp_file_get_purpose (self));
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, sp_file_get_size (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, sp_file_get_state (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_file_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  SpFile *self = SP_FILE (object);

  switch (prop_id)
    {
    case PROP_CONTAINER_ID:
      sp_file_set_container_id (self, g_value_get_string (value));
      break;
    case PROP_CREATED:
      sp_file_set_created (self, g_value_get_int64 (value));
      break;
    case PROP_FILENAME:
      sp_file_set_filename (self, g_value_get_string (value));
      break;
    case PROP_HASH:
      sp_file_set_hash (self, g_value_get_string (value));
      break;
    case PROP_ID:
      sp_file_set_id (self, g_value_get_string (value));
      break;
    case PROP_IN_SANDBOX:
      sp_file_set_in_sandbox (self, g_value_get_boolean (value));
      break;
    case PROP_LOCAL_PATH:
      sp_file_set_local_path (self, g_value_get_string (value));
      break;
    case PROP_ORIGIN:
      sp_file_set_origin (self, g_value_get_enum (value));
      break;
    case PROP_PROGRESS:
      sp_file_set_progress (self, g_value_get_double (value));
      break;
    case PROP_PURPOSE:
      sp_file_set_purpose (self, g_value_get_string (value));
      break;
    case PROP_SIZE:
      sp_file_set_size (self, g_value_get_int64 (value));
      break;
    case PROP_STATE:
      sp_file_set_state (self, g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
sp_file_finalize (GObject *object)
{
  SpFile *self = SP_FILE (object);

  g_clear_pointer (&self->container_id, g_free);
  g_clear_pointer (&self->error_message, g_free);
  g_clear_pointer (&self->filename, g_free);
  g_clear_pointer (&self->hash, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->local_path, g_free);
  g_clear_pointer (&self->mime_type, g_free);
  g_clear_pointer (&self->purpose, g_free);

  G_OBJECT_CLASS (sp_file_parent_class)->finalize (object);
}

static void
sp_file_class_init (SpFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_file_finalize;
  object_class->get_property = sp_file_get_property;
  object_class->set_property = sp_file_set_property;

  properties[PROP_CONTAINER_ID] =
    g_param_spec_string ("container-id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_CREATED] =
    g_param_spec_int64 ("created", NULL, NULL, 0, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_ERROR_MESSAGE] =
    g_param_spec_string ("error-message", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_FILENAME] =
    g_param_spec_string ("filename", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_HASH] =
    g_param_spec_string ("hash", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_IN_SANDBOX] =
    g_param_spec_boolean ("in-sandbox", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_LOCAL_PATH] =
    g_param_spec_string ("local-path", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_MIME_TYPE] =
    g_param_spec_string ("mime-type", NULL, NULL, NULL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  properties[PROP_ORIGIN] =
    g_param_spec_enum ("origin", NULL, NULL, SP_TYPE_FILE_ORIGIN, SP_FILE_UPLOADED,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_PURPOSE] =
    g_param_spec_string ("purpose", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_SIZE] =
    g_param_spec_int64 ("size", NULL, NULL, -1, G_MAXINT64, -1,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SP_TYPE_FILE_STATE, SP_FILE_LOCAL,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sp_file_init (SpFile *self)
{
  self->origin = SP_FILE_UPLOADED;
  self->size = -1;
  self->state = SP_FILE_LOCAL;
}

/**
 * sp_file_new:
 * @filename: the name that people see
 *
 * Returns: (transfer full): a file whose bytes are nowhere yet
 */
SpFile *
sp_file_new (const char *filename)
{
  g_return_val_if_fail (filename != NULL, NULL);

  return g_object_new (SP_TYPE_FILE, "filename", filename, NULL);
}

/**
 * sp_file_new_for_path:
 * @path: an absolute path
 *
 * Returns: (transfer full): a file that lies at @path; nothing is read
 */
SpFile *
sp_file_new_for_path (const char *path)
{
  g_autofree char *basename = NULL;
  g_autofree char *filename = NULL;

  g_return_val_if_fail (path != NULL && g_path_is_absolute (path), NULL);

  basename = g_path_get_basename (path);
  filename = g_filename_display_name (basename);
  return g_object_new (SP_TYPE_FILE, "filename", filename, "local-path", path, NULL);
}

/**
 * sp_file_get_container_id:
 * @self: a #SpFile
 *
 * Returns: (transfer none) (nullable): the container that made it, %NULL for an uploaded one
 */
const char *
sp_file_get_container_id (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->container_id;
}

/**
 * sp_file_set_container_id:
 * @self: a #SpFile
 * @container_id: (nullable): the container that made it, %NULL for an uploaded one
 */
void
sp_file_set_container_id (SpFile     *self,
                          const char *container_id)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (sp_set_str (&self->container_id, container_id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTAINER_ID]);
}

/**
 * sp_file_get_created:
 * @self: a #SpFile
 *
 * Returns: Unix seconds, 0 when not known
 */
gint64
sp_file_get_created (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), 0);

  return self->created;
}

/**
 * sp_file_set_created:
 * @self: a #SpFile
 * @created:: Unix seconds, 0 when not known
 */
void
sp_file_set_created (SpFile *self,
                     gint64  created)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (self->created == created)
    return;

  self->created = created;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CREATED]);
}

/**
 * sp_file_get_error_message:
 * @self: a #SpFile
 *
 * Returns: (transfer none) (nullable): why it failed, in words for people
 */
const char *
sp_file_get_error_message (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->error_message;
}

/**
 * sp_file_get_filename:
 * @self: a #SpFile
 *
 * Returns: (transfer none) (nullable): the name that people see; foreign text
 */
const char *
sp_file_get_filename (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->filename;
}

/**
 * sp_file_set_filename:
 * @self: a #SpFile
 * @filename: (nullable): the name that people see; foreign text
 */
void
sp_file_set_filename (SpFile     *self,
                      const char *filename)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (!sp_set_str (&self->filename, filename))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILENAME]);
  if (sp_set_str (&self->mime_type, filename != NULL ? sp_file_type_get_mime (filename) : NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MIME_TYPE]);
}

/**
 * sp_file_get_hash:
 * @self: a #SpFile
 *
 * Returns: (transfer none) (nullable): the SHA-256 of its bytes in hexadecimal, %NULL when not known
 */
const char *
sp_file_get_hash (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->hash;
}

/**
 * sp_file_set_hash:
 * @self: a #SpFile
 * @hash: (nullable): the SHA-256 of its bytes in hexadecimal, %NULL when not known
 */
void
sp_file_set_hash (SpFile     *self,
                  const char *hash)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (sp_set_str (&self->hash, hash))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HASH]);
}

/**
 * sp_file_get_id:
 * @self: a #SpFile
 *
 * Returns: (transfer none) (nullable): the service's id, %NULL while it has none
 */
const char *
sp_file_get_id (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->id;
}

/**
 * sp_file_set_id:
 * @self: a #SpFile
 * @id: (nullable): the service's id, %NULL while it has none
 */
void
sp_file_set_id (SpFile     *self,
                const char *id)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (sp_set_str (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

/**
 * sp_file_get_in_sandbox:
 * @self: a #SpFile
 *
 * Returns: whether a container has been seen to hold it
 */
gboolean
sp_file_get_in_sandbox (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), FALSE);

  return self->in_sandbox;
}

/**
 * sp_file_set_in_sandbox:
 * @self: a #SpFile
 * @in_sandbox:: whether a container has been seen to hold it
 */
void
sp_file_set_in_sandbox (SpFile   *self,
                        gboolean  in_sandbox)
{
  g_return_if_fail (SP_IS_FILE (self));

  in_sandbox = !!in_sandbox;
  if (self->in_sandbox == in_sandbox)
    return;

  self->in_sandbox = in_sandbox;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IN_SANDBOX]);
}

/**
 * sp_file_get_local_path:
 * @self: a #SpFile
 *
 * Returns: (transfer none) (nullable): the absolute path of its bytes on this computer, %NULL while they are not here
 */
const char *
sp_file_get_local_path (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->local_path;
}

/**
 * sp_file_set_local_path:
 * @self: a #SpFile
 * @local_path: (nullable): the absolute path of its bytes on this computer, %NULL while they are not here
 */
void
sp_file_set_local_path (SpFile     *self,
                        const char *local_path)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (sp_set_str (&self->local_path, local_path))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCAL_PATH]);
}

/**
 * sp_file_get_mime_type:
 * @self: a #SpFile
 *
 * Returns: (transfer none): the type that its name stands for
 */
const char *
sp_file_get_mime_type (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->mime_type;
}

/**
 * sp_file_get_origin:
 * @self: a #SpFile
 *
 * Returns: who made it
 */
SpFileOrigin
sp_file_get_origin (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), SP_FILE_UPLOADED);

  return self->origin;
}

/**
 * sp_file_set_origin:
 * @self: a #SpFile
 * @origin:: who made it
 */
void
sp_file_set_origin (SpFile       *self,
                    SpFileOrigin  origin)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (self->origin == origin)
    return;

  self->origin = origin;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORIGIN]);
}

/**
 * sp_file_get_progress:
 * @self: a #SpFile
 *
 * Returns: the part of a transfer that is done, 0 to 1
 */
double
sp_file_get_progress (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), 0);

  return self->progress;
}

/**
 * sp_file_set_progress:
 * @self: a #SpFile
 * @progress:: the part of a transfer that is done, 0 to 1
 */
void
sp_file_set_progress (SpFile *self,
                      double  progress)
{
  g_return_if_fail (SP_IS_FILE (self));

  progress = isnan (progress) ? 0.0 : CLAMP (progress, 0.0, 1.0);
  if (self->progress == progress)
    return;

  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

/**
 * sp_file_get_purpose:
 * @self: a #SpFile
 *
 * Returns: (transfer none) (nullable): what it was uploaded for, such as "assistants"
 */
const char *
sp_file_get_purpose (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), NULL);

  return self->purpose;
}

/**
 * sp_file_set_purpose:
 * @self: a #SpFile
 * @purpose: (nullable): what it was uploaded for, such as "assistants"
 */
void
sp_file_set_purpose (SpFile     *self,
                     const char *purpose)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (sp_set_str (&self->purpose, purpose))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PURPOSE]);
}

/**
 * sp_file_get_size:
 * @self: a #SpFile
 *
 * Returns: bytes, less than 0 when not known
 */
gint64
sp_file_get_size (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), 0);

  return self->size;
}

/**
 * sp_file_set_size:
 * @self: a #SpFile
 * @size:: bytes, less than 0 when not known
 */
void
sp_file_set_size (SpFile *self,
                  gint64  size)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (self->size == size)
    return;

  self->size = size;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}

/**
 * sp_file_get_state:
 * @self: a #SpFile
 *
 * Returns: where its bytes are
 */
SpFileState
sp_file_get_state (SpFile *self)
{
  g_return_val_if_fail (SP_IS_FILE (self), SP_FILE_LOCAL);

  return self->state;
}

/**
 * sp_file_set_state:
 * @self: a #SpFile
 * @state:: where its bytes are
 *
 * Leaving %SP_FILE_FAILED takes the error message away.
 */
void
sp_file_set_state (SpFile      *self,
                   SpFileState  state)
{
  g_return_if_fail (SP_IS_FILE (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (state != SP_FILE_FAILED && sp_set_str (&self->error_message, NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
}

/**
 * sp_file_fail:
 * @self: a #SpFile
 * @message: what happened, why, and what to do, in words for people
 *
 * Goes to %SP_FILE_FAILED with words.
 */
void
sp_file_fail (SpFile     *self,
              const char *message)
{
  g_return_if_fail (SP_IS_FILE (self));
  g_return_if_fail (message != NULL);

  sp_file_set_state (self, SP_FILE_FAILED);
  if (sp_set_str (&self->error_message, message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
}
