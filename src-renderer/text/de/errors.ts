/** The sentences of src-main/contract/errorText.ts in German. */
import type { ErrorSentences } from '../../../src-main/contract/errorText.ts';

export const errors: ErrorSentences = {
  unknownError: 'Unbekannter Fehler „{code}“.',
  internal: 'In Patchcord ist etwas schiefgegangen: {reason}. Bitte melden Sie es.',
  badArguments: 'Die Anfrage ist ungültig: {reason}.',
  unknownCall:
    'Diese Version von Patchcord kennt „{call}“ nicht. Verwenden Sie auf beiden Seiten dieselbe Version.',
  notRunning:
    'In {dataDir} läuft kein Patchcord. Starten Sie es mit `patchcord serve`, oder öffnen Sie das Programm.',
  connectionLost:
    'Die Verbindung mit Patchcord ist abgerissen. Starten Sie Patchcord neu und versuchen Sie es dann noch einmal.',

  networkNotRunning:
    'Das Netzwerk „{network}“ läuft nicht. Wählen Sie eines aus der Liste der Netzwerke.',
  tooManyPorts:
    'Das Netzwerk „{network}“ ist voll: Es nimmt höchstens {most} Adapter auf. Verbinden Sie einige mit einem anderen Netzwerk.',
  duplicateId: 'Zwei Teile der Konfiguration haben die Id „{id}“. Bitte melden Sie es.',
  engineDied:
    'Die Netzwerk-Engine ist bei dieser Anfrage mehrmals abgestürzt: {reason}. Machen Sie die letzte Änderung rückgängig und versuchen Sie es dann noch einmal.',
  engineStopped:
    'Die Netzwerk-Engine läuft nicht. Starten Sie Patchcord neu und versuchen Sie es dann noch einmal.',

  nativeCallFailed:
    'Der Systemaufruf {syscall} ist mit {errno} fehlgeschlagen. Für Ping nehmen Sie Ihre Gruppe in net.ipv4.ping_group_range auf (`sysctl`).',

  helperMissing:
    'Der Host-Adapter braucht ein kleines Hilfsprogramm, das nicht installiert ist ({path}). Installieren Sie das Paket von Patchcord, oder wählen Sie „Einrichten …“.',
  notInGroup:
    'Sie dürfen {path} nicht verwenden. Treten Sie der Gruppe „patchcord“ bei (`patchcord doctor --repair group-membership`), und melden Sie sich dann ab und wieder an.',
  helperRefused:
    'Das Hilfsprogramm {path} ist fehlgeschlagen ({errno}). `patchcord doctor` zeigt, was ihm fehlt.',
  helperNotCapable:
    'Das Hilfsprogramm hat seine Rechte verloren und kann keine Netzwerkgeräte öffnen. Reparieren Sie es mit `patchcord doctor --repair helper`.',
  helperConfigRefused:
    'Der Datei /etc/patchcord/helper.conf wird nicht vertraut: Sie muss eine gewöhnliche Datei sein, die root gehört und die nur root schreiben darf, mit Zeilen wie „nic eth0“. Berichtigen Sie sie und versuchen Sie es dann noch einmal.',
  helperOutdated:
    'Das Hilfsprogramm und Patchcord haben verschiedene Versionen. Installieren Sie beide aus demselben Paket.',
  nicNotAllowed:
    'Die Netzwerkkarte „{name}“ darf auf diesem Computer nicht verwendet werden. Ein Administrator kann sie mit der Zeile „nic {name}“ in /etc/patchcord/helper.conf freigeben.',
  tapNotAllowed:
    'Das TAP „{name}“ darf nicht verwendet werden. Wählen Sie einen Namen, der mit „pc“ beginnt, oder geben Sie es mit der Zeile „tap {name}“ in /etc/patchcord/helper.conf frei.',
  interfaceGone:
    'Die Netzwerkschnittstelle „{name}“ wurde nicht gefunden. Wählen Sie eine andere, oder stecken Sie sie ein.',
  tunMissing:
    'Dieser Computer hat keinen TUN/TAP-Treiber (/dev/net/tun). Laden Sie ihn mit `patchcord doctor --repair tun-device`.',
  tunForbidden:
    'Sie dürfen /dev/net/tun nicht öffnen. Beheben Sie das mit `patchcord doctor --repair tun-device`.',
  tapBusy:
    'Das TAP „{name}“ wird von einem anderen Programm verwendet. Ist das der Hypervisor der VM, führen Sie `patchcord vm set VM --held-by hypervisor` aus; sonst schließen Sie das Programm, oder wählen Sie einen anderen Namen.',
  privilegedCallFailed:
    'Das System hat „{verb}“ für {name} abgelehnt: {errno}. `patchcord doctor` zeigt die Ursache.',
  nativeModuleMissing:
    'Das native Modul von Patchcord fehlt, das der Host-Adapter braucht. Installieren Sie einen C++-Compiler und führen Sie `npm run build:native` aus, oder installieren Sie das Paket.',

  checkUnknown: 'Die Prüfung „{id}“ wurde nicht gefunden. Wählen Sie eine von diesen: {known}.',
  notRepairable:
    '„{id}“ lässt sich nicht automatisch reparieren. Folgen Sie dem Rat von `patchcord doctor`.',
  setupMissing:
    'Das Einrichtungsprogramm von Patchcord fehlt (/usr/lib/patchcord/setup). Installieren Sie das Paket noch einmal.',
  pkexecMissing:
    'Patchcord kann hier nicht nach dem Passwort eines Administrators fragen (pkexec fehlt). Führen Sie dies in einem Terminal aus: {command}',
  repairDismissed:
    'Nichts wurde geändert, weil der Passwortdialog geschlossen wurde. Versuchen Sie es noch einmal, wenn Sie bereit sind.',
  repairRefused: 'Dazu braucht es einen Administrator. Bitten Sie ihn, dies auszuführen: {command}',
  repairFailed:
    'Die Reparatur ist fehlgeschlagen: {reason}. Versuchen Sie es in einem Terminal: {command}',

  commandMissing:
    '„{vm}“ hat keinen Startbefehl. Tragen Sie in den Einstellungen einen ein, oder starten Sie die VM selbst mit den dort gezeigten Argumenten.',
  commandCharacter:
    'Der Befehl enthält {character}, wofür man eine Shell braucht, und Patchcord verwendet keine. Setzen Sie es in einfache Anführungszeichen, wenn es wörtlich gemeint ist.',
  commandUnclosed:
    'Der Befehl endet, bevor {quote} vollständig ist. Vervollständigen Sie es, oder setzen Sie ein \\ davor, wenn es wörtlich gemeint ist.',
  socketPathTooLong:
    'Der Pfad {path} hat {octets} Oktette, der Pfad eines Sockets darf aber höchstens {limit} haben. Verwenden Sie ein Datenverzeichnis mit kürzerem Pfad (--data-dir).',
  hypervisorMissing:
    '{program} wurde nicht gefunden. Installieren Sie es (Debian, Ubuntu: sudo apt install qemu-system-x86), oder berichtigen Sie den Befehl in den Einstellungen der VM.',
  hypervisorNotExecutable:
    '{program} lässt sich nicht ausführen ({reason}). Prüfen Sie die Zugriffsrechte, oder berichtigen Sie den Befehl in den Einstellungen der VM.',
  hypervisorExited:
    'QEMU wurde beendet (Status {status}). Berichtigen Sie den Befehl in den Einstellungen der VM und starten Sie sie noch einmal. Ausgabe: {output}',
  hypervisorExitedSilently:
    'QEMU wurde ohne Ausgabe beendet (Status {status}). Prüfen Sie den Befehl in den Einstellungen der VM und starten Sie sie noch einmal.',
  vmNotRunning: 'Die VM läuft nicht. Starten Sie sie zuerst.',
  qmpSilent:
    'Die VM antwortet unter {path} nicht. Falls ein anderes Programm dort verbunden ist, schließen Sie es; sonst beenden Sie QEMU selbst.',
  qmpRefused:
    'QEMU hat „{command}“ abgelehnt: {reason}. Versuchen Sie es noch einmal, oder starten Sie die VM neu.',
  powerDownIgnored:
    'Der Gast sollte herunterfahren und läuft noch. Warten Sie, fahren Sie ihn von innen herunter, oder verwenden Sie „Ausschalten“ (`patchcord vm stop … --force`); das wirkt, als würde der Stecker gezogen.',
  adapterNeedsRestart:
    'Adapter {n} ist nicht in der laufenden VM. Schalten Sie die VM aus und starten Sie sie mit ihren neuen Argumenten.',

  dataDirUnusable:
    'Patchcord kann seine Daten nicht in {dataDir} ablegen: {reason}. Prüfen Sie, ob sich in den Ordner schreiben lässt und die Platte nicht voll ist, oder wählen Sie mit --data-dir einen anderen.',
  databaseNewer:
    'Die Datenbank {path} stammt von einem neueren Patchcord (ihre Version ist {version}, dieses Programm kennt {known}). Nichts wurde geändert. Installieren Sie wieder das neuere Programm, oder wählen Sie mit --data-dir einen anderen Ordner.',
  databaseWriteFailed:
    'Die Änderung ließ sich nicht speichern, deshalb wurde nichts geändert: {reason}. Prüfen Sie, ob die Platte voll ist, und versuchen Sie es dann noch einmal.',
  databaseKeptAside:
    'Die Datenbank war beschädigt. Patchcord hat sie als {file} in {dataDir} aufgehoben und mit einer leeren begonnen. Verschieben Sie diese Datei, um den Hinweis auszublenden.',

  nameUnprintable:
    'Der Name „{name}“ enthält Zeichen, die sich nicht darstellen lassen. Verwenden Sie Buchstaben, Ziffern und Satzzeichen.',
  commandUnprintable:
    'Der Befehl enthält Zeichen, die sich keinem Programm übergeben lassen. Geben Sie ihn noch einmal ein.',
  vmUnknown: 'Die VM „{vm}“ wurde nicht gefunden. Prüfen Sie ihren Namen in der Liste der VMs.',
  vmNameTaken: 'Eine VM „{name}“ gibt es schon. Wählen Sie einen anderen Namen.',
  vmRunning: 'Die VM „{vm}“ läuft. Beenden Sie sie, und entfernen Sie sie dann.',
  vmAlreadyRunning: 'Die VM „{vm}“ läuft schon.',
  restartNeeded:
    'Einige Änderungen an den Karten von „{vm}“ gelten erst beim nächsten Start. Fahren Sie die VM herunter und starten Sie sie wieder.',
  adapterUnknown:
    'Die VM „{vm}“ hat keinen Adapter {n}. Fügen Sie einen hinzu, oder wählen Sie eine andere Nummer.',
  adapterTwice:
    'Adapter {n} von „{vm}“ ist zweimal angegeben. Geben Sie jedem Adapter eine eigene Nummer.',
  tooManyAdapters:
    'Eine VM hat höchstens {limit} Adapter, und „{vm}“ hätte mehr. Entfernen Sie zuerst einen.',
  cableUnusable:
    'Adapter {n} von „{vm}“ kann Port {port}/udp dieses Computers nicht verwenden ({reason}); wahrscheinlich verwendet ihn ein anderes Programm. Beenden Sie die VM und starten Sie sie hier neu, dann bekommt sie einen anderen Port. Wenn Sie die VM selbst starten, führen Sie `patchcord vm set {vm} --netdev dgram` aus und verwenden Sie ihre neuen Argumente.',
  tapUnusable:
    'Das TAP „{name}“ kann nicht verwendet werden ({reason}). `patchcord doctor` zeigt, was zu reparieren ist; oder wählen Sie ein anderes.',
  tapDown:
    'Das TAP „{name}“ wird von seinem Hypervisor gehalten, ist aber ausgeschaltet. Schalten Sie es ein: ip link set {name} up',
  tapGone:
    'Das TAP „{name}“ wurde nicht gefunden. Legen Sie es wieder an (ip tuntap add dev {name} mode tap), oder wählen Sie ein anderes.',
  tapMalformed:
    '„{tap}“ ist kein gültiger TAP-Name. Verwenden Sie höchstens {limit} Buchstaben, Ziffern, Punkte, Binde- und Unterstriche, etwa pct-web.',
  tapReserved:
    'Patchcord verwendet Namen wie „{tap}“ für seine eigenen TAPs. Wählen Sie einen anderen, etwa pct-web.',
  tapUnknown:
    'Das TAP „{tap}“ wurde nicht gefunden. Legen Sie es an (ip tuntap add dev {tap} mode tap), oder wählen Sie einen Namen, der mit „pc“ beginnt: Dann legt Patchcord es an.',
  notATap: '„{tap}“ ist eine Netzwerkschnittstelle, aber kein TAP. Wählen Sie einen anderen Namen.',
  tapTaken:
    'Das TAP „{tap}“ wird schon von Adapter {n} von „{vm}“ verwendet. Wählen Sie ein anderes.',
  attachmentMixed:
    'Alle Adapter von „{vm}“ müssen auf dieselbe Art verbunden sein, und Adapter {n} weicht ab. Ändern Sie die Art der Kabel für die ganze VM.',
  tapOfTapVms:
    'Die Adapter von „{vm}“ haben keine TAPs, weil die VM nicht von der Art „tap“ ist. Lassen Sie das TAP weg, oder fügen Sie eine VM mit --kind tap hinzu.',
  runElsewhere:
    '„{vm}“ wird außerhalb von Patchcord gestartet und beendet, von dem Programm, das ihr TAP verwendet. `patchcord vm args {vm}` zeigt, wie.',
  noCablePortsLeft:
    'Alle UDP-Ports von {first} bis {last} sind belegt. Schließen Sie einige Programme, oder wählen Sie für diese VM `stream`.',
  macMalformed:
    '„{mac}“ ist keine MAC-Adresse. Geben Sie sechs Oktette ein, etwa 00-03-FF-12-34-56.',
  macZero:
    'Die MAC-Adresse {mac} ist reserviert. Wählen Sie eine andere, oder lassen Sie Patchcord eine vorschlagen.',
  macMulticast:
    'Die MAC-Adresse {mac} ist eine Gruppenadresse, nicht die einer einzelnen Karte. Machen Sie ihr erstes Oktett gerade, oder lassen Sie Patchcord eine vorschlagen.',
  macTaken:
    'Die MAC-Adresse {mac} wird schon von Adapter {n} von „{vm}“ verwendet. Wählen Sie eine andere, oder lassen Sie Patchcord eine vorschlagen.',
  macOfGateway:
    'Die MAC-Adresse {mac} wird schon von Patchcord im Netzwerk „{network}“ verwendet. Wählen Sie eine andere, oder lassen Sie Patchcord eine vorschlagen.',
  networkKindMismatch:
    'Das Netzwerk „{network}“ ist von der Art „{kind}“, der Adapter aber steht auf „{mode}“. Wählen Sie ein passendes Netzwerk, oder ändern Sie die Verbindung.',
  noNetworkOfKind: 'Es gibt kein Netzwerk der Art „{kind}“. Fügen Sie zuerst eines hinzu.',

  noNic:
    'Dieser Computer hat keine Netzwerkkarte, die eine VM verwenden kann. Stecken Sie eine ein, oder verwenden Sie das gemeinsame Netzwerk.',
  nicMissing:
    'Das Netzwerk „{network}“ braucht eine Netzwerkkarte dieses Computers. Geben Sie eine mit --nic IF an (siehe `patchcord nic list`).',
  nicNameTooLong:
    '„{nic}“ ist keine Netzwerkkarte: Solche Namen haben höchstens {limit} Zeichen. Siehe `patchcord nic list`.',
  nicUnknown:
    'Die Netzwerkkarte „{nic}“ wurde nicht gefunden. Stecken Sie sie ein, oder wählen Sie eine andere: {known}.',
  nicNotEthernet:
    '„{nic}“ überträgt kein Ethernet, deshalb kann keine VM sie verwenden. Wählen Sie eine andere Karte, oder verwenden Sie das gemeinsame Netzwerk.',
  nicEnslaved:
    'Die Netzwerkkarte „{nic}“ gehört zu „{master}“ (einer Bridge oder einem Bond), wohin alle ihre Frames gehen. Verwenden Sie stattdessen {master}, oder nehmen Sie die Karte dort heraus.',
  nicExcluded:
    'Die Netzwerkkarte „{nic}“ wird VMs nicht angeboten. Bieten Sie sie an (`patchcord nic set {nic} offered=on`), oder wählen Sie eine andere.',
  nicInUse:
    'Die Netzwerkkarte „{nic}“ wird schon vom Netzwerk „{network}“ verwendet. Verwenden Sie dieses Netzwerk, oder wählen Sie eine andere Karte.',
  nicOnly:
    'Die Einstellungen `dedicated` und `translate` brauchen ein Netzwerk an einer Netzwerkkarte dieses Computers, und „{network}“ ist an keiner. Wählen Sie ein anderes Netzwerk.',
  addressesOfLan:
    'Die Adressen in „{network}“ kommen aus Ihrem LAN und werden nicht hier eingestellt. Ändern Sie seinen Namen, `dedicated` oder `translate`.',
  hostPortOnInternal:
    'Dieser Computer lässt sich nur mit internen Netzwerken verbinden, und „{network}“ ist kein internes. Wählen Sie ein anderes Netzwerk.',
  rangeContainsHostPort:
    'Der Bereich {from} – {to} enthält {address}, die Adresse dieses Computers im Netzwerk. Beginnen Sie den Bereich dahinter.',
  uplinkUnusable:
    'Die Netzwerkkarte „{nic}“ des Netzwerks „{network}“ lässt sich nicht verwenden ({reason}), deshalb sind seine VMs getrennt. `patchcord doctor` zeigt, was zu reparieren ist.',
  uplinkEnslaved:
    'Die Netzwerkkarte „{nic}“ des Netzwerks „{network}“ gehört jetzt zu „{master}“ (einer Bridge oder einem Bond), wohin alle ihre Frames gehen. Verbinden Sie die VMs stattdessen mit {master}, oder nehmen Sie die Karte dort heraus.',
  uplinkDown:
    'Die Netzwerkkarte „{nic}“ des Netzwerks „{network}“ fehlt, ist aus oder ohne Kabel, deshalb sind seine VMs getrennt. Sie verbinden sich automatisch wieder, wenn die Karte zurück ist.',

  macPrefixMalformed:
    '„{prefix}“ ist kein gültiger Anfang für MAC-Adressen. Geben Sie drei Oktette ein, das erste gerade, etwa 00-03-FF.',
  desktopOnly:
    'Diese Einstellung gehört zum Desktop-Programm, und hier läuft Patchcord ohne es. Starten Sie Patchcord aus dem Menü des Desktops und ändern Sie sie dort.',
  autostartFailed:
    'Die Datei {path}, die Programme bei der Anmeldung startet, lässt sich nicht ändern ({reason}). Machen Sie ihren Ordner beschreibbar und versuchen Sie es noch einmal.',
  folderUnopenable:
    'Der Ordner {path} lässt sich hier nicht öffnen ({reason}). Kopieren Sie seinen Pfad und öffnen Sie ihn selbst.',
  importNotJson:
    'Das ist keine Einstellungsdatei: Es ist kein JSON. Wählen Sie eine Datei, die Patchcord exportiert hat. Nichts wurde geändert.',
  importForeign:
    'Das ist keine Einstellungsdatei von Patchcord. Wählen Sie eine Datei, die Patchcord exportiert hat. Nichts wurde geändert.',
  importNewer:
    'Diese Einstellungsdatei ist von einem neueren Patchcord (Version {version} des Formats). Aktualisieren Sie dieses und importieren Sie die Datei dann noch einmal. Nichts wurde geändert.',
  importMalformed:
    'Die Einstellungsdatei ist bei {where} beschädigt ({reason}). Exportieren Sie sie noch einmal. Nichts wurde geändert.',
  importKindDiffers:
    'Das Netzwerk „{network}“ ist in der Datei von der Art „{kind}“, hier aber „{here}“. Benennen Sie das vorhandene um und importieren Sie die Datei dann noch einmal. Nichts wurde geändert.',
  importNetworkMissing:
    'Adapter {n} von „{vm}“ verwendet das Netzwerk „{network}“, das nicht in der Datei steht. Exportieren Sie die Datei noch einmal. Nichts wurde geändert.',
  importNetworkLeftOut:
    'Das Netzwerk „{network}“ wird ausgelassen, weil dieser Computer keine Netzwerkkarte „{nic}“ verwenden kann. Wählen Sie für seine VMs danach eine andere Karte.',
  importSubnetReplaced:
    'Das Subnetz {subnet} von „{network}“ wird auf diesem Computer schon verwendet; das Netzwerk bekommt hier ein anderes.',
  importHostPortLeftOut:
    'Das Subnetz {subnet} von „{network}“ wird auf diesem Computer schon verwendet; dieser Computer wird deshalb nicht mit dem Netzwerk verbunden.',
  importUnplugged:
    'Adapter {n} von „{vm}“ bleibt getrennt, weil „{network}“ auf diesem Computer noch nicht verwendet werden kann. Verbinden Sie ihn in seinen Einstellungen.',
  importMacReplaced:
    'Die MAC-Adresse {mac} von Adapter {n} von „{vm}“ wird hier schon verwendet; der Adapter bekommt eine andere.',
  importForwardLeftOut:
    'Die Weiterleitung von Port {port}/{protocol} an {address} zu „{vm}“ wird ausgelassen: Dieser Computer hat die Adresse nicht, oder er leitet den Port schon weiter.',

  networkUnknown:
    'Das Netzwerk „{network}“ wurde nicht gefunden. Prüfen Sie seinen Namen in der Liste der Netzwerke.',
  networkNameTaken: 'Ein Netzwerk „{name}“ gibt es schon. Wählen Sie einen anderen Namen.',
  networkInUse:
    'Das Netzwerk „{network}“ wird verwendet von: {vms}. Verbinden Sie deren Adapter zuerst mit einem anderen Netzwerk, oder trennen Sie sie (--unplug).',
  subnetMalformed: '„{subnet}“ ist kein Subnetz. Geben Sie es ein wie 192.168.131.0/24.',
  prefixOutOfRange:
    'Das Subnetz {subnet} ist zu groß oder zu klein. Verwenden Sie ein Präfix von /8 bis /30, etwa /24.',
  subnetNotUsable:
    'Das Subnetz {subnet} eignet sich nicht für ein Netzwerk von Computern. Verwenden Sie ein privates, etwa 192.168.131.0/24.',
  subnetOverlaps:
    'Das Subnetz {subnet} überschneidet sich mit dem des Netzwerks „{network}“. Wählen Sie ein anderes.',
  subnetClashesWithHost:
    'Das Subnetz {subnet} wird von diesem Computer verwendet ({address} an {nic}). Wählen Sie ein anderes.',
  subnetClash:
    'Das Subnetz {subnet} von „{network}“ wird jetzt auch von diesem Computer verwendet ({address} an {nic}), deshalb erreichen Gäste dort keine Adressen. Geben Sie dem Netzwerk ein anderes Subnetz.',
  noSubnetLeft:
    'Für ein weiteres gemeinsames Netzwerk ist kein Subnetz frei. Geben Sie selbst eines ein.',
  rangeMalformed:
    '„{from}“ – „{to}“ ist kein Adressbereich. Geben Sie Adressen ein wie 192.168.131.16.',
  rangeOutsideSubnet:
    'Der Bereich {from} – {to} liegt nicht in den nutzbaren Adressen von {subnet}. Wählen Sie einen darin.',
  rangeReversed:
    'Der Bereich {from} – {to} endet, bevor er beginnt. Vertauschen Sie die beiden Adressen.',
  rangeContainsGateway:
    'Der Bereich {from} – {to} enthält {gateway}, die Adresse von Patchcord selbst. Beginnen Sie den Bereich dahinter.',
  reservedMalformed: '„{address}“ ist keine IPv4-Adresse. Geben Sie sie ein wie 192.168.131.50.',
  reservedOutsideSubnet:
    'Die Adresse {address}, die für {mac} reserviert ist, liegt nicht unter den nutzbaren Adressen von {subnet}. Wählen Sie eine darin, oder heben Sie die Reservierung auf.',
  reservedOurs:
    'Die Adresse {address} wird in diesem Netzwerk von Patchcord oder von diesem Computer verwendet. Wählen Sie eine andere.',
  reservedTaken: 'Die Adresse {address} ist schon für {mac} reserviert. Wählen Sie eine andere.',
  reservedTwice:
    'Die Adresse {address} ist schon für {mac} reserviert. Ändern Sie stattdessen diese Reservierung.',
  reservationUnknown:
    'Im Netzwerk „{network}“ ist für {mac} keine Adresse reserviert. `patchcord network show` zeigt die Reservierungen.',
  patchOfLan:
    'Das Netzwerk „{network}“ ist Ihr LAN und kann kein Patchkabel haben. Verbinden Sie stattdessen die Adapter damit.',
  patchLoop:
    '„{network}“ und „{other}“ sind schon verbunden, direkt oder über andere Netzwerke. Ein weiteres Kabel ergäbe eine Schleife, in der Frames endlos kreisen. Trennen Sie zuerst das vorhandene Kabel.',
  patchTwoShared:
    'Dieses Kabel würde die gemeinsamen Netzwerke „{one}“ und „{other}“ verbinden, die beide eigene Adressen und ein eigenes Gateway haben. Verbinden Sie interne Netzwerke nur mit einem von ihnen.',
  patchUnknown:
    'Zwischen „{network}“ und „{other}“ gibt es kein Patchkabel. `patchcord network show` zeigt die vorhandenen.',
  hostPortUnusable:
    'Die Karte {nic} dieses Computers im Netzwerk ist nicht verfügbar ({reason}). `patchcord doctor` zeigt, was zu reparieren ist.',
  rangeTooLarge:
    'Der Bereich {from} – {to} hat mehr als {limit} Adressen. Wählen Sie einen kleineren.',
  dnsAddressMalformed:
    '„{address}“ ist keine IPv4-Adresse eines DNS-Servers. Geben Sie sie ein wie 9.9.9.9.',
  dnsOnInternal:
    'Das interne Netzwerk „{network}“ hat kein DNS, weil es nichts außerhalb erreicht. Lassen Sie die DNS-Server leer.',
  engineUnavailable: 'Die Netzwerk-Engine startet gerade neu. Versuchen Sie es gleich noch einmal.',

  forwardUnknown:
    'Die Portweiterleitung „{id}“ wurde nicht gefunden. Prüfen Sie ihre Id in der Liste der Portweiterleitungen.',
  forwardTaken:
    'Port {port}/{protocol} an {address} wird schon weitergeleitet, an Adapter {n} von „{vm}“. Wählen Sie einen anderen Port, oder entfernen Sie zuerst diese Weiterleitung.',
  portOutOfRange: '{port} ist kein gültiger Port. Wählen Sie einen von 1024 bis 65535.',
  portPrivileged: 'Port {port} ist dem System vorbehalten. Wählen Sie einen von {first} bis 65535.',
  guestPortOutOfRange:
    '{port} ist kein gültiger Port. Wählen Sie für den Gast einen von 1 bis 65535.',
  portInUse:
    'Port {port}/{protocol} an {address} wird von einem anderen Programm verwendet. Wählen Sie einen anderen Port, oder schließen Sie das Programm.',
  portUnavailable:
    'Port {port}/{protocol} an {address} lässt sich nicht verwenden: {reason}. Wählen Sie einen anderen Port oder eine andere Adresse.',
  addressMalformed:
    '„{address}“ ist keine IPv4-Adresse. Verwenden Sie 127.0.0.1 nur für diesen Computer oder 0.0.0.0 für alle.',
  addressNotOfHost:
    'Dieser Computer hat die Adresse {address} nicht. Verwenden Sie eine seiner Adressen, 127.0.0.1 nur für diesen Computer oder 0.0.0.0 für alle.',

  usage: '{reason}',
  alreadyRunning:
    'Patchcord läuft schon in {dataDir}. Verwenden Sie dieses, beenden Sie es zuerst, oder wählen Sie mit --data-dir einen anderen Ordner.',
  controlSocketFailed:
    'Der Steuersocket {path} lässt sich nicht öffnen ({reason}). Machen Sie seinen Ordner beschreibbar, oder wählen Sie mit --data-dir einen anderen.',
  messageTooLong:
    'Die Anfrage ist zu lang; die Grenze ist {limit} Oktette. Senden Sie weniger auf einmal.',
  webPortInUse:
    'Port {port} wird von einem anderen Programm verwendet. Wählen Sie mit --port einen anderen, oder lassen Sie die Angabe weg, um einen freien zu verwenden.',
  webPortRefused:
    'Port {port} lässt sich nicht verwenden ({reason}). Wählen Sie mit --port einen von 1024 bis 65535, oder lassen Sie die Angabe weg, um einen freien zu verwenden.',
  fileUnreadable:
    'Die Datei {path} lässt sich nicht lesen ({reason}). Prüfen Sie ihren Namen und ihre Rechte.',
  fileTooLong:
    'Die Datei {path} ist zu lang für eine Einstellungsdatei (höchstens {limit} Zeichen). Wählen Sie eine, die Patchcord exportiert hat.',
  rendererMissing:
    'Die Dateien des Fensters fehlen in {dir}. Erzeugen Sie sie mit `npm run build`.',
};
