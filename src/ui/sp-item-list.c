/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* A column of rows of any height over a #GListModel, for a #GtkScrolledWindow. Owned by the conversation view, main
 * thread.
 *
 * Why not a widget of GTK: tests/bench/bench-conversation-list.c measures them with 2,000 items on GTK 4.8:
 *
 *                      first frames   step up, median / 95 %   text moved astray by   memory
 *   GtkListView           1,270 ms           111 / 204 ms                    0 px   290 MB
 *   GtkListBox            6,195 ms           169 / 229 ms                    0 px   303 MB
 *   GtkListBox, lazy        240 ms            51 /  85 ms                  502 px   270 MB
 *   this list               309 ms            25 /  43 ms                    0 px   178 MB
 *
 * (Two busy cores: read them beside each other.) Of them only this one stays at the end while the last row grows. With
 * the rows of the program (bench-item-rows.c) a step up is 4 ms of work, 23 ms for one in twenty.
 *
 * Only the rows in sight are built at once, one page to either side when there is time; rows that were built stay until
 * there are too many, so that what a reader unfolded or selected is not lost by a glance elsewhere.
 *
 * The place in the list is kept as an anchor, a row and an offset into it, never as a number of pixels from the top:
 * rows above may turn out to be taller than they were guessed without anything moving. At the end the anchor is the end
 * itself, so that the view follows an answer that grows. */

#include "config.h"

#include "ui/sp-item-list.h"

#include "ui/sp-item-slots.h"
#include "ui/sp-row-heights.h"

/* Rows that stay built though they are out of sight. */
#define MAX_BUILT 64
/* How long the rows outside the view may hold up what else there is to do. */
#define AHEAD_MICROSECONDS 4000
/* What a row is taken for before any was measured. */
#define GUESSED_HEIGHT 120

struct _SpItemList
{
  GtkWidget parent_instance;

  GListModel *model;
  SpItemSlots *slots;     /* with the rows that are built */
  SpRowHeights *heights;  /* of the same rows */
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  guint anchor;         /* the row at the top of the view */
  int anchor_offset;    /* how much of it is above the view */
  guint first_shown;    /* rows [first_shown, last_shown) are mapped */
  guint last_shown;
  int width;
  int height;
  guint fill_source;
  guint ahead_source;

  GtkScrollablePolicy hscroll_policy;
  GtkScrollablePolicy vscroll_policy;
  guint at_end : 1;
  guint configuring : 1;
};

enum
{
  PROP_0,
  PROP_AT_END,
  PROP_MODEL,
  N_PROPS,

  PROP_HADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VADJUSTMENT,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (SpItemList, sp_item_list, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static inline guint
sp_item_list_n_rows (SpItemList *self)
{
  return sp_item_slots_get_n_slots (self->slots);
}

static inline GtkWidget *
sp_item_list_row (SpItemList *self,
                  guint       position)
{
  return sp_item_slots_get_row (self->slots, position);
}

static void
sp_item_list_set_at_end (SpItemList *self,
                         gboolean    at_end)
{
  if (self->at_end == at_end)
    return;

  self->at_end = at_end;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

static void
sp_item_list_build (SpItemList *self,
                    guint       position)
{
  sp_item_slots_build (self->slots, position, self->model);
}

static int
sp_item_list_measure_row (SpItemList *self,
                          guint       position)
{
  int height = 0;

  gtk_widget_measure (sp_item_slots_get_slot (self->slots, position), GTK_ORIENTATION_VERTICAL, self->width, NULL, &height,
                      NULL, NULL);
  sp_row_heights_set (self->heights, position, height);

  return height;
}

/* The anchor at the end: the row, and what of it is out of sight, that leave the last row at the bottom. */
static void
sp_item_list_anchor_to_end (SpItemList *self,
                            gboolean    build)
{
  guint position = sp_item_list_n_rows (self);
  int below = 0;

  while (position > 0 && below < self->height)
    {
      position--;
      if (build)
        sp_item_list_build (self, position);
      if (sp_item_list_row (self, position) != NULL)
        sp_item_list_measure_row (self, position);
      below += sp_row_heights_get (self->heights, position);
    }

  self->anchor = position;
  self->anchor_offset = MAX (below - self->height, 0);
}

/* Pushes the anchor to the row that is really at the top, and back when there is nothing more below. */
static void
sp_item_list_settle_anchor (SpItemList *self,
                            gboolean    build)
{
  int covered;

  if (self->anchor >= sp_item_list_n_rows (self))
    {
      sp_item_list_anchor_to_end (self, build);
      return;
    }

  while (self->anchor_offset < 0 && self->anchor > 0)
    {
      self->anchor--;
      if (build)
        {
          sp_item_list_build (self, self->anchor);
          sp_item_list_measure_row (self, self->anchor);
        }
      self->anchor_offset += sp_row_heights_get (self->heights, self->anchor);
    }
  self->anchor_offset = MAX (self->anchor_offset, 0);

  while (self->anchor + 1 < sp_item_list_n_rows (self)
         && self->anchor_offset >= sp_row_heights_get (self->heights, self->anchor))
    {
      self->anchor_offset -= sp_row_heights_get (self->heights, self->anchor);
      self->anchor++;
    }

  covered = -self->anchor_offset;
  for (guint i = self->anchor; i < sp_item_list_n_rows (self) && covered < self->height; i++)
    {
      if (build)
        {
          sp_item_list_build (self, i);
          sp_item_list_measure_row (self, i);
        }
      covered += sp_row_heights_get (self->heights, i);
    }
  if (covered < self->height)
    sp_item_list_anchor_to_end (self, build);
}

/* Rows far from the view go when there are too many. One that has the keyboard stays. */
static void
sp_item_list_trim (SpItemList *self)
{
  guint keep_first = self->first_shown > MAX_BUILT / 2 ? self->first_shown - MAX_BUILT / 2 : 0;
  guint keep_last = self->last_shown + MAX_BUILT / 2;

  if (sp_item_slots_get_n_built (self->slots) <= MAX_BUILT)
    return;

  for (guint i = 0; i < sp_item_list_n_rows (self); i++)
    {
      GtkWidget *row = sp_item_list_row (self, i);

      if ((i < keep_first || i >= keep_last)
          && row != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self)) != sp_item_slots_get_slot (self->slots, i))
        sp_item_slots_drop (self->slots, i);
    }
}

/* Makes a row that stands @out pixels outside the view ready. What is not in sight may wait for a moment without work:
 * it is only built before @deadline. Returns: whether it is ready */
static gboolean
sp_item_list_prepare (SpItemList *self,
                      guint       position,
                      int         out,
                      gint64      deadline)
{
  if (sp_item_list_row (self, position) == NULL && out >= 0 && g_get_monotonic_time () >= deadline)
    return FALSE;

  sp_item_list_build (self, position);
  sp_item_list_measure_row (self, position);

  return TRUE;
}

/* Makes the rows of the view ready, and of a page to either side those for which there is time. Returns: whether that was
 * all of them */
static gboolean
sp_item_list_extend (SpItemList *self,
                     gint64      deadline)
{
  gboolean ready = TRUE;
  int y = -self->anchor_offset;

  self->last_shown = self->anchor;
  while (self->last_shown < sp_item_list_n_rows (self) && y < self->height * 2)
    {
      ready = sp_item_list_prepare (self, self->last_shown, y - self->height, deadline);
      if (!ready)
        break;
      y += sp_row_heights_get (self->heights, self->last_shown);
      self->last_shown++;
    }

  y = -self->anchor_offset;
  self->first_shown = self->anchor;
  while (self->first_shown > 0 && y > -self->height)
    {
      if (!sp_item_list_prepare (self, self->first_shown - 1, -y, deadline))
        return FALSE;
      self->first_shown--;
      y -= sp_row_heights_get (self->heights, self->first_shown);
    }

  return ready;
}

static gboolean
sp_item_list_ahead_cb (gpointer user_data)
{
  SpItemList *self = user_data;

  if (!sp_item_list_extend (self, g_get_monotonic_time () + AHEAD_MICROSECONDS))
    return G_SOURCE_CONTINUE;

  self->ahead_source = 0;
  sp_item_list_trim (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

/* Rows come into sight before the layout: many ask for a new size then, and one that does so while the list is being
 * allocated may leave the view without an allocation for a frame. */
static void
sp_item_list_show_rows (SpItemList *self)
{
  int y = -self->anchor_offset;

  for (guint i = self->anchor; i < self->last_shown && y < self->height; i++)
    {
      gtk_widget_set_child_visible (sp_item_slots_get_slot (self->slots, i), TRUE);
      y += sp_row_heights_get (self->heights, i);
    }
}

/* Builds and measures what the view needs. A page to either side follows before it is needed, so that a step of scrolling
 * finds it ready. */
static void
sp_item_list_fill (SpItemList *self)
{
  g_clear_handle_id (&self->fill_source, g_source_remove);

  if (self->width <= 0 || self->height <= 0 || self->model == NULL)
    return;

  if (self->at_end)
    sp_item_list_anchor_to_end (self, TRUE);
  else
    sp_item_list_settle_anchor (self, TRUE);

  if (!sp_item_list_extend (self, 0) && self->ahead_source == 0)
    self->ahead_source = g_idle_add (sp_item_list_ahead_cb, self);

  sp_item_list_show_rows (self);
  sp_item_list_trim (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
sp_item_list_fill_cb (gpointer user_data)
{
  SpItemList *self = user_data;

  self->fill_source = 0;
  sp_item_list_fill (self);

  return G_SOURCE_REMOVE;
}

/* Before the next frame is laid out, so that no empty stretch is ever painted. */
static void
sp_item_list_queue_fill (SpItemList *self)
{
  if (self->fill_source == 0)
    self->fill_source = g_idle_add_full (GDK_PRIORITY_REDRAW - 15, sp_item_list_fill_cb, self, NULL);
}

/* Scrolling */

static void
sp_item_list_value_changed_cb (SpItemList *self)
{
  double value;

  if (self->configuring)
    return;

  value = gtk_adjustment_get_value (self->vadjustment);
  self->anchor = sp_row_heights_find (self->heights, value, &self->anchor_offset);
  sp_item_list_set_at_end (self, value >= gtk_adjustment_get_upper (self->vadjustment)
                                          - gtk_adjustment_get_page_size (self->vadjustment) - 1.0);
  sp_item_list_fill (self);
}

static void
sp_item_list_configure (SpItemList *self)
{
  double upper = sp_row_heights_get_top (self->heights, sp_item_list_n_rows (self));
  double value = sp_row_heights_get_top (self->heights, MIN (self->anchor, sp_item_list_n_rows (self))) + self->anchor_offset;

  self->configuring = TRUE;
  if (self->vadjustment != NULL)
    gtk_adjustment_configure (self->vadjustment, value, 0, MAX (upper, self->height),
                              self->height * 0.1, self->height * 0.9, self->height);
  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, self->width, self->width * 0.1, self->width * 0.9, self->width);
  self->configuring = FALSE;
}

static void
sp_item_list_set_adjustment (SpItemList     *self,
                             GtkAdjustment **field,
                             GtkAdjustment  *adjustment)
{
  if (*field == adjustment && adjustment != NULL)
    return;

  if (*field != NULL)
    g_signal_handlers_disconnect_by_func (*field, sp_item_list_value_changed_cb, self);
  g_clear_object (field);

  *field = g_object_ref_sink (adjustment != NULL ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (field == &self->vadjustment)
    g_signal_connect_object (*field, "value-changed", G_CALLBACK (sp_item_list_value_changed_cb), self,
                             G_CONNECT_SWAPPED);
  sp_item_list_configure (self);
}

/* The model */

static void
sp_item_list_items_changed_cb (SpItemList *self,
                               guint       position,
                               guint       n_removed,
                               guint       n_added)
{
  sp_item_slots_splice (self->slots, position, n_removed, n_added);
  sp_row_heights_splice (self->heights, position, n_removed, n_added);

  if (position + n_removed <= self->anchor)
    self->anchor += n_added - n_removed;
  else if (position <= self->anchor && n_removed > 0)
    {
      self->anchor = MIN (position, sp_item_list_n_rows (self));
      self->anchor_offset = 0;
    }

  self->first_shown = self->last_shown = 0;
  sp_item_list_queue_fill (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
sp_item_list_clear (SpItemList *self)
{
  sp_row_heights_splice (self->heights, 0, sp_item_list_n_rows (self), 0);
  sp_item_slots_splice (self->slots, 0, sp_item_list_n_rows (self), 0);
  self->anchor = 0;
  self->anchor_offset = 0;
  self->first_shown = self->last_shown = 0;
  g_clear_handle_id (&self->ahead_source, g_source_remove);
}

/* Widget */

static void
sp_item_list_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  SpItemList *self = SP_ITEM_LIST (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;

  /* Rows wrap; only those in sight can ask for width, and none may ask for more than a phone has. */
  for (guint i = self->first_shown; i < self->last_shown; i++)
    {
      GtkWidget *row = sp_item_list_row (self, i);
      int row_minimum = 0;
      int row_natural = 0;

      if (row == NULL)
        continue;
      gtk_widget_measure (row, orientation, -1, &row_minimum, &row_natural, NULL, NULL);
      *minimum = MAX (*minimum, row_minimum);
      *natural = MAX (*natural, row_natural);
    }
}

/* Returns: whether rows cover the view */
static gboolean
sp_item_list_allocate_rows (SpItemList *self)
{
  gboolean covered = TRUE;
  int y = -self->anchor_offset;

  for (guint i = self->anchor; i > self->first_shown; i--)
    y -= sp_row_heights_get (self->heights, i - 1);

  for (guint i = 0; i < sp_item_list_n_rows (self); i++)
    {
      GtkWidget *slot = sp_item_slots_get_slot (self->slots, i);
      gboolean shown = i >= self->first_shown && i < self->last_shown;
      GtkAllocation allocation = { 0, y, self->width, sp_row_heights_get (self->heights, i) };

      if (shown)
        y += allocation.height;
      if (sp_item_list_row (self, i) == NULL)
        {
          covered = covered && (!shown || y <= 0 || allocation.y >= self->height);
          continue;
        }

      /* Shown first, since a widget may ask for a new size when it comes into sight. */
      gtk_widget_set_child_visible (slot, shown && allocation.y < self->height
                                           && allocation.y + allocation.height > 0);
      /* Also those just out of sight: a text view only knows its height once it has been given a width. */
      if (shown)
        gtk_widget_size_allocate (slot, &allocation, -1);
    }

  return covered && (y >= self->height || self->last_shown == sp_item_list_n_rows (self));
}

static void
sp_item_list_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  SpItemList *self = SP_ITEM_LIST (widget);
  gboolean resized = width != self->width || height != self->height;
  gboolean covered;

  self->width = width;
  self->height = height;

  for (guint i = self->first_shown; i < self->last_shown; i++)
    if (sp_item_list_row (self, i) != NULL)
      sp_item_list_measure_row (self, i);

  if (self->at_end)
    sp_item_list_anchor_to_end (self, FALSE);
  else
    sp_item_list_settle_anchor (self, FALSE);
  self->first_shown = MIN (self->first_shown, self->anchor);

  covered = sp_item_list_allocate_rows (self);
  sp_item_list_configure (self);

  if (resized || !covered)
    sp_item_list_queue_fill (self);
}

static void
sp_item_list_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpItemList *self = SP_ITEM_LIST (object);

  switch (prop_id)
    {
    case PROP_AT_END:
      g_value_set_boolean (value, sp_item_list_get_at_end (self));
      break;
    case PROP_MODEL:
      g_value_set_object (value, sp_item_list_get_model (self));
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_item_list_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpItemList *self = SP_ITEM_LIST (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      sp_item_list_set_model (self, g_value_get_object (value));
      break;
    case PROP_HADJUSTMENT:
      sp_item_list_set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value);
      break;
    case PROP_VADJUSTMENT:
      sp_item_list_set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_item_list_dispose (GObject *object)
{
  SpItemList *self = SP_ITEM_LIST (object);

  sp_item_list_set_model (self, NULL);
  g_clear_handle_id (&self->ahead_source, g_source_remove);
  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);

  G_OBJECT_CLASS (sp_item_list_parent_class)->dispose (object);
}

static void
sp_item_list_finalize (GObject *object)
{
  SpItemList *self = SP_ITEM_LIST (object);

  sp_item_slots_free (self->slots);
  sp_row_heights_free (self->heights);

  G_OBJECT_CLASS (sp_item_list_parent_class)->finalize (object);
}

static void
sp_item_list_class_init (SpItemListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_item_list_dispose;
  object_class->finalize = sp_item_list_finalize;
  object_class->get_property = sp_item_list_get_property;
  object_class->set_property = sp_item_list_set_property;

  widget_class->measure = sp_item_list_measure;
  widget_class->size_allocate = sp_item_list_size_allocate;

  properties[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                                                  (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                                                (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_css_name (widget_class, "itemlist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
sp_item_list_init (SpItemList *self)
{
  self->slots = sp_item_slots_new (GTK_WIDGET (self));
  self->heights = sp_row_heights_new (GUESSED_HEIGHT);
  self->at_end = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * sp_item_list_new:
 *
 * Makes an empty list. Give it a function that makes rows before a model.
 *
 * Returns: (transfer floating): a new list
 */
GtkWidget *
sp_item_list_new (void)
{
  return g_object_new (SP_TYPE_ITEM_LIST, NULL);
}

/**
 * sp_item_list_set_create_func:
 * @self: a list without a model
 * @create: makes the row of an item
 * @user_data: (nullable): given to @create; must live as long as the list
 *
 * Sets what makes the rows.
 */
void
sp_item_list_set_create_func (SpItemList           *self,
                              SpItemListCreateFunc  create,
                              gpointer              user_data)
{
  g_return_if_fail (SP_IS_ITEM_LIST (self));
  g_return_if_fail (self->model == NULL);

  sp_item_slots_set_create_func (self->slots, create, user_data);
}

/**
 * sp_item_list_get_model:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): what the list shows
 */
GListModel *
sp_item_list_get_model (SpItemList *self)
{
  g_return_val_if_fail (SP_IS_ITEM_LIST (self), NULL);

  return self->model;
}

/**
 * sp_item_list_set_model:
 * @self: a list
 * @model: (nullable): the items to show, oldest first
 *
 * Shows other items, from their end.
 */
void
sp_item_list_set_model (SpItemList *self,
                        GListModel *model)
{
  g_return_if_fail (SP_IS_ITEM_LIST (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->model == model)
    return;

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, sp_item_list_items_changed_cb, self);
  sp_item_list_clear (self);
  g_set_object (&self->model, model);
  sp_item_list_set_at_end (self, TRUE);

  if (model != NULL)
    {
      g_signal_connect_object (model, "items-changed", G_CALLBACK (sp_item_list_items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      sp_item_list_items_changed_cb (self, 0, 0, g_list_model_get_n_items (model));
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

/**
 * sp_item_list_get_at_end:
 * @self: a list
 *
 * Returns: %TRUE while the list shows its end, and then it follows what is added there
 */
gboolean
sp_item_list_get_at_end (SpItemList *self)
{
  g_return_val_if_fail (SP_IS_ITEM_LIST (self), FALSE);

  return self->at_end;
}

/**
 * sp_item_list_scroll_to_end:
 * @self: a list
 *
 * Shows the newest item and follows what is added after it.
 */
void
sp_item_list_scroll_to_end (SpItemList *self)
{
  g_return_if_fail (SP_IS_ITEM_LIST (self));

  sp_item_list_set_at_end (self, TRUE);
  sp_item_list_fill (self);
}

/**
 * sp_item_list_scroll_to_row:
 * @self: a list
 * @position: the item
 *
 * Shows an item at the top of the view, or as near to it as the end of the list allows.
 */
void
sp_item_list_scroll_to_row (SpItemList *self,
                            guint       position)
{
  g_return_if_fail (SP_IS_ITEM_LIST (self));
  g_return_if_fail (position < sp_item_list_n_rows (self));

  self->anchor = position;
  self->anchor_offset = 0;
  sp_item_list_set_at_end (self, FALSE);
  sp_item_list_fill (self);
}

/**
 * sp_item_list_get_n_built:
 * @self: a list
 *
 * Returns: how many rows exist as widgets just now
 */
guint
sp_item_list_get_n_built (SpItemList *self)
{
  g_return_val_if_fail (SP_IS_ITEM_LIST (self), 0);

  return sp_item_slots_get_n_built (self->slots);
}

/**
 * sp_item_list_get_row:
 * @self: a list
 * @position: an item
 *
 * Returns: (transfer none) (nullable): the row of the item, if it is built
 */
GtkWidget *
sp_item_list_get_row (SpItemList *self,
                      guint       position)
{
  g_return_val_if_fail (SP_IS_ITEM_LIST (self), NULL);
  g_return_val_if_fail (position < sp_item_list_n_rows (self), NULL);

  return sp_item_list_row (self, position);
}
