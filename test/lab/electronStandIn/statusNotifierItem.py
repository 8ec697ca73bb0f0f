"""A tray icon on the session bus, told what to show on standard input.

Read first: freedesktop.org's StatusNotifierItem and the com.canonical.dbusmenu interface.
Each line in is the whole state (icon, tooltip, menu); each line out is the id of a menu entry that
was clicked, or 0 for the icon itself. Ends with standard input.
"""

import json
import os
import sys

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf, Gio, GLib  # noqa: E402

ITEM = """<node><interface name="org.kde.StatusNotifierItem">
  <property name="Category" type="s" access="read"/>
  <property name="Id" type="s" access="read"/>
  <property name="Title" type="s" access="read"/>
  <property name="Status" type="s" access="read"/>
  <property name="IconName" type="s" access="read"/>
  <property name="IconPixmap" type="a(iiay)" access="read"/>
  <property name="ToolTip" type="(sa(iiay)ss)" access="read"/>
  <property name="ItemIsMenu" type="b" access="read"/>
  <property name="Menu" type="o" access="read"/>
  <method name="Activate"><arg type="i" direction="in"/><arg type="i" direction="in"/></method>
  <signal name="NewIcon"/><signal name="NewToolTip"/>
</interface></node>"""

MENU = """<node><interface name="com.canonical.dbusmenu">
  <property name="Version" type="u" access="read"/>
  <property name="Status" type="s" access="read"/>
  <property name="TextDirection" type="s" access="read"/>
  <property name="IconThemePath" type="as" access="read"/>
  <method name="GetLayout">
    <arg type="i" direction="in"/><arg type="i" direction="in"/><arg type="as" direction="in"/>
    <arg type="u" direction="out"/><arg type="(ia{sv}av)" direction="out"/>
  </method>
  <method name="GetGroupProperties">
    <arg type="ai" direction="in"/><arg type="as" direction="in"/>
    <arg type="a(ia{sv})" direction="out"/>
  </method>
  <method name="Event">
    <arg type="i" direction="in"/><arg type="s" direction="in"/>
    <arg type="v" direction="in"/><arg type="u" direction="in"/>
  </method>
  <method name="EventGroup">
    <arg type="a(isvu)" direction="in"/><arg type="ai" direction="out"/>
  </method>
  <method name="AboutToShow"><arg type="i" direction="in"/><arg type="b" direction="out"/></method>
  <signal name="LayoutUpdated"><arg type="u"/><arg type="i"/></signal>
</interface></node>"""

ITEM_PATH, MENU_PATH = "/StatusNotifierItem", "/MenuBar"
WATCHER = "org.kde.StatusNotifierWatcher"

state = {"toolTip": "", "icon": None, "menu": {"id": 0, "items": []}}
revision = 0
unread = b""
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


def properties_of(entry):
    if entry.get("type") == "separator":
        return {"type": GLib.Variant("s", "separator")}
    found = {
        "label": GLib.Variant("s", entry.get("label", "").replace("_", "__").replace("&&", "&")),
        "enabled": GLib.Variant("b", entry.get("enabled", True)),
        # Always sent, because hosts keep the earlier values of an id.
        "toggle-type": GLib.Variant("s", ""),
    }
    if entry.get("items"):
        found["children-display"] = GLib.Variant("s", "submenu")
    if entry.get("type") in ("radio", "checkbox"):
        mark = {"radio": "radio", "checkbox": "checkmark"}[entry["type"]]
        found["toggle-type"] = GLib.Variant("s", mark)
        found["toggle-state"] = GLib.Variant("i", int(entry["checked"]))
    return found


def layout_of(entry, depth):
    items = entry["items"] if depth != 0 else []
    children = [GLib.Variant("(ia{sv}av)", layout_of(item, depth - 1)) for item in items]
    return (entry["id"], properties_of(entry), children)


def all_entries(entry):
    yield entry
    for item in entry["items"]:
        yield from all_entries(item)


def find(wanted):
    return next((entry for entry in all_entries(state["menu"]) if entry["id"] == wanted), None)


def pixmap():
    """ARGB in network order, as the interface has it; GdkPixbuf has RGBA."""
    if state["icon"] is None:
        return []
    image = GdkPixbuf.Pixbuf.new_from_file(state["icon"])
    width, height, stride, pixels = (
        image.get_width(),
        image.get_height(),
        image.get_rowstride(),
        image.get_pixels(),
    )
    argb = bytearray()
    for y in range(height):
        for x in range(width):
            r, g, b, a = pixels[y * stride + 4 * x : y * stride + 4 * x + 4]
            argb += bytes((a, r, g, b))
    return [(width, height, bytes(argb))]


def item_property(_bus, _sender, _path, _interface, name):
    return {
        "Category": lambda: GLib.Variant("s", "ApplicationStatus"),
        "Id": lambda: GLib.Variant("s", "patchcord"),
        "Title": lambda: GLib.Variant("s", "Patchcord"),
        "Status": lambda: GLib.Variant("s", "Active"),
        "IconName": lambda: GLib.Variant("s", ""),
        "IconPixmap": lambda: GLib.Variant("a(iiay)", pixmap()),
        "ToolTip": lambda: GLib.Variant("(sa(iiay)ss)", ("", [], state["toolTip"], "")),
        "ItemIsMenu": lambda: GLib.Variant("b", False),
        "Menu": lambda: GLib.Variant("o", MENU_PATH),
    }[name]()


def menu_property(_bus, _sender, _path, _interface, name):
    return {
        "Version": GLib.Variant("u", 3),
        "Status": GLib.Variant("s", "normal"),
        "TextDirection": GLib.Variant("s", "ltr"),
        "IconThemePath": GLib.Variant("as", []),
    }[name]


def tell(event, entry_id):
    print(json.dumps([event, entry_id]), flush=True)


def item_call(_bus, _sender, _path, _interface, _method, _args, invocation):
    tell("clicked", 0)
    invocation.return_value(None)


def hear(entry_id, event):
    if event in ("clicked", "opened"):
        tell(event, entry_id)


def menu_call(_bus, _sender, _path, _interface, method, args, invocation):
    if method == "GetLayout":
        parent, depth, _names = args.unpack()
        entry = find(parent) or {"id": parent, "items": []}
        answer = GLib.Variant("(u(ia{sv}av))", (revision, layout_of(entry, depth)))
    elif method == "GetGroupProperties":
        wanted, _names = args.unpack()
        groups = [(one["id"], properties_of(one)) for one in map(find, wanted) if one]
        answer = GLib.Variant("(a(ia{sv}))", (groups,))
    elif method == "AboutToShow":
        tell("opened", args.unpack()[0])
        answer = GLib.Variant("(b)", (False,))
    elif method == "EventGroup":
        for event in args.unpack()[0]:
            hear(*event[:2])
        answer = GLib.Variant("(ai)", ([],))
    else:
        hear(*args.unpack()[:2])
        answer = None
    invocation.return_value(answer)


def take(source, _condition):
    """All lines that are there: one left in a buffer of Python's would wake nobody."""
    global revision, unread
    octets = os.read(source.fileno(), 1 << 16)
    if not octets:
        loop.quit()
        return False
    *lines, unread = (unread + octets).split(b"\n")
    for line in lines:
        state.update(json.loads(line))
    revision += 1
    for signal in ("NewIcon", "NewToolTip"):
        bus.emit_signal(None, ITEM_PATH, "org.kde.StatusNotifierItem", signal, None)
    changed = GLib.Variant("(ui)", (revision, 0))
    bus.emit_signal(None, MENU_PATH, "com.canonical.dbusmenu", "LayoutUpdated", changed)
    return True


def announce(_bus, _name, _owner):
    here = GLib.Variant("(s)", (ITEM_PATH,))
    bus.call_sync(
        WATCHER, "/StatusNotifierWatcher", WATCHER, "RegisterStatusNotifierItem",
        here, None, Gio.DBusCallFlags.NONE, -1, None,
    )


def serve(path, description, call, read):
    interface = Gio.DBusNodeInfo.new_for_xml(description).interfaces[0]
    bus.register_object(path, interface, call, read, None)


serve(ITEM_PATH, ITEM, item_call, item_property)
serve(MENU_PATH, MENU, menu_call, menu_property)
# Also registers with a desktop that starts later or again.
Gio.bus_watch_name_on_connection(bus, WATCHER, Gio.BusNameWatcherFlags.NONE, announce, None)
loop = GLib.MainLoop()
GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, take)
loop.run()
