/** The sentences of src-main/contract/errorText.ts: what happened, and what to do. */
import type { ErrorSentences } from '../../../src-main/contract/errorText.ts';

export const errors: ErrorSentences = {
  unknownError: 'Unbekannter Fehler „{code}“.',
  internal: 'In Patchcord ist etwas schiefgegangen: {reason}. Bitte melden Sie es.',
  badArguments: 'Diese Anfrage ist nicht zu verstehen: {reason}.',
  unknownCall:
    'Diese Version von Patchcord kennt „{call}“ nicht. Verwenden Sie auf beiden Seiten dieselbe Version.',
  notRunning:
    'In {dataDir} läuft kein Patchcord. Starten Sie es mit `patchcord serve`, oder öffnen Sie das Programm.',
  connectionLost:
    'Die Verbindung mit Patchcord ist abgerissen. Starten Sie es neu und versuchen Sie es dann noch einmal.',

  networkNotRunning:
    'Das Netzwerk „{network}“ läuft nicht. Wählen Sie eines aus der Liste der Netzwerke.',
  tooManyPorts:
    'Das Netzwerk „{network}“ ist voll: Es nimmt {most} Adapter auf. Stecken Sie einige in ein anderes um.',
  duplicateId: 'Zwei Teile der Konfiguration heißen „{id}“. Bitte melden Sie es.',
  engineDied:
    'Das Netzwerk von Patchcord ist über dieser Anfrage mehrmals abgestürzt: {reason}. Machen Sie die letzte Änderung rückgängig und versuchen Sie es noch einmal.',
  engineStopped:
    'Das Netzwerk von Patchcord läuft nicht. Starten Sie Patchcord neu und versuchen Sie es dann noch einmal.',

  nativeCallFailed:
    'Der Systemaufruf {syscall} ist mit {errno} fehlgeschlagen. Für Ping nehmen Sie Ihre Gruppe in net.ipv4.ping_group_range auf (`sysctl`).',

  helperMissing:
    'Der Host-Adapter braucht ein kleines Hilfsprogramm, das nicht installiert ist ({path}). Installieren Sie das Paket von Patchcord, oder lassen Sie es durch „Einrichten …“ installieren.',
  notInGroup:
    'Sie dürfen {path} nicht verwenden. Treten Sie der Gruppe „patchcord“ bei (`patchcord doctor --repair group-membership`), und melden Sie sich dann ab und wieder an.',
  helperRefused:
    'Das Hilfsprogramm {path} konnte seine Arbeit nicht tun ({errno}). `patchcord doctor` zeigt, was ihm fehlt.',
  helperNotCapable:
    'Das Hilfsprogramm hat seine Rechte verloren und kann keine Netzwerkgeräte öffnen. Reparieren Sie es mit `patchcord doctor --repair helper`.',
  helperConfigRefused:
    'Der Datei /etc/patchcord/helper.conf wird nicht vertraut: Sie muss eine gewöhnliche Datei sein, root gehören und darf von niemand anderem beschreibbar sein, mit Zeilen wie „nic eth0“. Berichtigen Sie sie und versuchen Sie es dann noch einmal.',
  helperOutdated:
    'Das Hilfsprogramm hat eine andere Version als Patchcord. Installieren Sie beide aus demselben Paket.',
  nicNotAllowed:
    'Die Netzwerkkarte „{name}“ darf auf diesem Computer nicht verwendet werden. Ein Administrator kann sie mit der Zeile „nic {name}“ in /etc/patchcord/helper.conf freigeben.',
  tapNotAllowed:
    'Das TAP „{name}“ darf nicht verwendet werden. Wählen Sie eines, dessen Name mit „pc“ beginnt, oder geben Sie es mit der Zeile „tap {name}“ in /etc/patchcord/helper.conf frei.',
  interfaceGone:
    'Die Netzwerkschnittstelle „{name}“ gibt es nicht mehr. Wählen Sie eine andere, oder stecken Sie sie ein.',
  tunMissing:
    'Dieser Computer hat keinen TUN/TAP-Treiber (/dev/net/tun). Laden Sie ihn mit `patchcord doctor --repair tun-device`.',
  tunForbidden:
    'Sie dürfen /dev/net/tun nicht öffnen. Beheben Sie das mit `patchcord doctor --repair tun-device`.',
  tapBusy:
    'Das TAP „{name}“ wird von einem anderen Programm benutzt. Ist es der Hypervisor der VM, so sagen Sie es (`patchcord vm set VM --held-by hypervisor`); sonst schließen Sie es, oder wählen Sie einen anderen Namen.',
  tapUnusable:
    'Das TAP „{name}“ kann nicht benutzt werden ({reason}). `patchcord doctor` sagt, was zu reparieren ist; oder wählen Sie ein anderes.',
  tapDown:
    'Das TAP „{name}“ wird von seinem Hypervisor gehalten, ist aber abgeschaltet. Schalten Sie es ein: ip link set {name} up',
  tapGone:
    'Das TAP „{name}“ gibt es nicht mehr. Legen Sie es wieder an (ip tuntap add dev {name} mode tap), oder wählen Sie ein anderes.',
  tapMalformed:
    '„{tap}“ kann kein TAP heißen: Buchstaben, Ziffern, Punkte, Binde- und Unterstriche, höchstens {limit}. Wählen Sie einen anderen Namen, etwa pct-web.',
  tapReserved:
    'Namen wie „{tap}“ gibt Patchcord seinen eigenen TAPs. Wählen Sie einen anderen, etwa pct-web.',
  tapUnknown:
    'Ein TAP „{tap}“ gibt es nicht. Legen Sie es an (ip tuntap add dev {tap} mode tap), oder wählen Sie einen Namen, der mit „pc“ beginnt: Dann legt Patchcord es an.',
  notATap: '„{tap}“ ist eine Netzwerkschnittstelle, aber kein TAP. Wählen Sie einen anderen Namen.',
  tapTaken: 'Das TAP „{tap}“ gehört zu Adapter {n} von „{vm}“. Wählen Sie ein anderes.',
  attachmentMixed:
    'Adapter {n} von „{vm}“ kann nicht anders angeschlossen werden als die übrigen Adapter der VM. Ändern Sie, wie die ganze VM angeschlossen ist.',
  tapOfTapVms:
    '„{vm}“ ist nicht von der Art „tap“, ihre Adapter haben also keine TAPs. Lassen Sie das TAP weg, oder fügen Sie eine VM mit --kind tap hinzu.',
  runElsewhere:
    '„{vm}“ ist, was immer ihr TAP benutzt, und wird anderswo gestartet und beendet. `patchcord vm args {vm}` zeigt, womit.',
  nicExcluded:
    'Die Netzwerkkarte „{nic}“ wird VMs nicht angeboten. Bieten Sie sie an (`patchcord nic set {nic} offered=on`), oder wählen Sie eine andere.',
  uplinkEnslaved:
    'Die Netzwerkkarte „{nic}“ des Netzwerks „{network}“ gehört jetzt zu „{master}“ (einer Bridge oder einem Bond), die alle ihre Frames nimmt. Setzen Sie die VMs stattdessen auf {master}, oder lösen Sie die Karte daraus.',
  privilegedCallFailed:
    'Das System hat „{verb}“ für {name} abgelehnt: {errno}. `patchcord doctor` zeigt, was fehlen kann.',
  nativeModuleMissing:
    'Das native Modul von Patchcord fehlt, das der Host-Adapter braucht. Installieren Sie einen C++-Compiler und führen Sie `npm run build:native` aus, oder installieren Sie das Paket.',

  checkUnknown: 'Eine Prüfung „{id}“ gibt es nicht. Es gibt: {known}.',
  notRepairable:
    'Für „{id}“ lässt sich nichts von selbst reparieren. Tun Sie, was `patchcord doctor` dazu sagt.',
  setupMissing:
    'Das Einrichtungsprogramm von Patchcord fehlt (/usr/lib/patchcord/setup). Installieren Sie das Paket noch einmal.',
  pkexecMissing:
    'Patchcord kann hier nicht nach dem Passwort eines Administrators fragen (pkexec fehlt). Führen Sie dies in einem Terminal aus: {command}',
  repairDismissed:
    'Nichts wurde geändert, weil der Passwortdialog geschlossen wurde. Versuchen Sie es noch einmal, wenn Sie so weit sind.',
  repairRefused: 'Dazu braucht es einen Administrator. Bitten Sie ihn, dies auszuführen: {command}',
  repairFailed:
    'Die Reparatur ist nicht gelungen: {reason}. Versuchen Sie es in einem Terminal: {command}',

  commandMissing:
    '„{vm}“ hat keinen Befehl zum Starten. Tragen Sie in den Einstellungen einen ein, oder starten Sie die VM von Hand mit den dort gezeigten Argumenten.',
  commandCharacter:
    'Der Befehl enthält {character}, was nur eine Shell versteht, und hier wird keine verwendet. Setzen Sie es in einfache Anführungszeichen, wenn es so gemeint ist.',
  commandUnclosed:
    'Der Befehl endet mitten in dem, was {quote} beginnt. Ergänzen Sie, was fehlt, oder setzen Sie ein \\ davor, wenn es so gemeint ist.',
  socketPathTooLong:
    'Der Pfad {path} hat {octets} Oktette, ein Socket kann {limit} haben. Verwenden Sie ein Datenverzeichnis mit kürzerem Pfad (--data-dir).',
  hypervisorMissing:
    '{program} wurde nicht gefunden. Installieren Sie es (Debian, Ubuntu: sudo apt install qemu-system-x86), oder berichtigen Sie den Befehl in den Einstellungen der VM.',
  hypervisorNotExecutable:
    '{program} lässt sich nicht ausführen ({reason}). Prüfen Sie die Zugriffsrechte, oder berichtigen Sie den Befehl in den Einstellungen der VM.',
  hypervisorExited:
    'Der Hypervisor hat sich beendet (Status {status}). Berichtigen Sie den Befehl in den Einstellungen der VM und starten Sie sie noch einmal. Er hat gesagt: {output}',
  hypervisorExitedSilently:
    'Der Hypervisor hat sich wortlos beendet (Status {status}). Prüfen Sie den Befehl in den Einstellungen der VM und starten Sie sie noch einmal.',
  vmNotRunning: 'Die VM läuft nicht. Starten Sie sie zuerst.',
  qmpSilent:
    'Die VM antwortet unter {path} nicht. Falls ein anderes Programm dort verbunden ist, schließen Sie es; sonst beenden Sie den Hypervisor von Hand.',
  qmpRefused:
    'Der Hypervisor hat „{command}“ abgelehnt: {reason}. Versuchen Sie es noch einmal, oder starten Sie die VM neu.',
  powerDownIgnored:
    'Der Gast wurde gebeten, herunterzufahren, und läuft noch. Vielleicht ist er beschäftigt oder achtet nicht auf die Ein/Aus-Taste: Warten Sie, fahren Sie ihn von innen herunter, oder beenden Sie ihn mit „Ausschalten“ (`patchcord vm stop … --force`), als würde der Stecker gezogen.',
  adapterNeedsRestart:
    'Adapter {n} ist nicht in der laufenden VM. Schalten Sie die VM aus und starten Sie sie mit ihren neuen Argumenten.',

  dataDirUnusable:
    'Patchcord kann seine Daten nicht in {dataDir} ablegen: {reason}. Prüfen Sie, ob sich in den Ordner schreiben lässt und die Platte nicht voll ist, oder wählen Sie mit --data-dir einen anderen.',
  databaseNewer:
    'Die Datenbank {path} stammt von einem neueren Patchcord (ihre Version ist {version}, dieses Programm kennt {known}). Nichts wurde geändert. Installieren Sie wieder das neuere Programm, oder wählen Sie mit --data-dir einen anderen Ordner.',
  databaseWriteFailed:
    'Die Änderung ließ sich nicht speichern, deshalb wurde nichts geändert: {reason}. Prüfen Sie, ob die Platte voll ist, und versuchen Sie es dann noch einmal.',
  databaseKeptAside:
    'Die Datenbank war beschädigt. Sie liegt als {file} in {dataDir}, und Patchcord hat mit einer leeren begonnen. Verschieben Sie diese Datei, um den Hinweis auszublenden.',

  nameUnprintable:
    'Der Name „{name}“ enthält Zeichen, die sich nicht darstellen lassen. Verwenden Sie Buchstaben, Ziffern und Satzzeichen.',
  commandUnprintable:
    'Der Befehl enthält Zeichen, die sich keinem Programm übergeben lassen. Geben Sie ihn noch einmal ein.',
  vmUnknown: 'Eine VM „{vm}“ gibt es nicht. Ihr genauer Name steht in der Liste der VMs.',
  vmNameTaken: 'Eine VM „{name}“ gibt es schon. Wählen Sie einen anderen Namen.',
  vmRunning: 'Die VM „{vm}“ läuft. Schalten Sie sie zuerst aus, und entfernen Sie sie dann.',
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
    'Das Kabel von Adapter {n} von „{vm}“ kann Port {port}/udp dieses Computers nicht verwenden ({reason}); wahrscheinlich hat ihn ein anderes Programm. Schalten Sie die VM aus und starten Sie sie hier neu, dann bekommt sie einen anderen Port. Bei einer VM, die Sie von Hand starten: `patchcord vm set {vm} --netdev dgram`, und starten Sie sie mit ihren neuen Argumenten.',
  noCablePortsLeft:
    'Alle UDP-Ports von {first} bis {last} sind belegt. Schließen Sie einige Programme, oder wählen Sie für diese VM `stream`.',
  macMalformed:
    '„{mac}“ ist keine MAC-Adresse. Schreiben Sie sechs Oktette, etwa 00-03-FF-12-34-56.',
  macZero:
    'Die MAC-Adresse {mac} ist reserviert. Wählen Sie eine andere, oder lassen Sie Patchcord eine vorschlagen.',
  macMulticast:
    'Die MAC-Adresse {mac} steht für eine Gruppe von Computern, nicht für einen. Machen Sie ihr erstes Oktett zu einer geraden Zahl, oder lassen Sie Patchcord eine vorschlagen.',
  macTaken:
    'Die MAC-Adresse {mac} gehört Adapter {n} von „{vm}“. Wählen Sie eine andere, oder lassen Sie Patchcord eine vorschlagen.',
  macOfGateway:
    'Die MAC-Adresse {mac} gehört Patchcord selbst im Netzwerk „{network}“. Wählen Sie eine andere, oder lassen Sie Patchcord eine vorschlagen.',
  networkKindMismatch:
    'Das Netzwerk „{network}“ ist von der Art „{kind}“, der Adapter aber steht auf „{mode}“. Wählen Sie ein Netzwerk dieser Art, oder ändern Sie die Verbindung.',
  noNetworkOfKind: 'Es gibt kein Netzwerk der Art „{kind}“. Fügen Sie zuerst eines hinzu.',

  noNic:
    'Dieser Computer hat keine Netzwerkkarte, mit der eine VM verbunden werden könnte. Stecken Sie eine ein, oder verwenden Sie das gemeinsame Netzwerk.',
  nicMissing:
    'Das Netzwerk „{network}“ braucht eine Netzwerkkarte dieses Computers. Nennen Sie sie: --nic IF (siehe `patchcord nic list`).',
  nicNameTooLong:
    '„{nic}“ ist keine Netzwerkkarte: Solche Namen haben höchstens {limit} Zeichen. Siehe `patchcord nic list`.',
  nicUnknown:
    'Dieser Computer hat gerade keine Netzwerkkarte „{nic}“. Stecken Sie sie ein, oder wählen Sie eine andere: {known}.',
  nicNotEthernet:
    '„{nic}“ überträgt kein Ethernet, deshalb lässt sich daran keine VM neben diesen Computer stellen. Wählen Sie eine andere Karte, oder verwenden Sie das gemeinsame Netzwerk.',
  nicEnslaved:
    'Die Netzwerkkarte „{nic}“ gehört zu „{master}“ (einer Bridge oder einem Bond), das alle ihre Frames nimmt. Wählen Sie stattdessen {master}, oder nehmen Sie die Karte heraus.',
  nicInUse:
    'Die Netzwerkkarte „{nic}“ ist die des Netzwerks „{network}“. Verwenden Sie dieses, oder wählen Sie eine andere Karte.',
  nicOnly:
    'Nur Netzwerke an einer Netzwerkkarte dieses Computers können sie für sich allein haben oder MAC-Adressen übersetzen, und „{network}“ ist keines.',
  addressesOfLan:
    'Die Adressen in „{network}“ sind die Ihres LANs und werden nicht hier eingestellt. Ändern Sie seinen Namen, `dedicated` oder `translate`.',
  hostPortOnInternal:
    'Dieser Computer lässt sich nur mit internen Netzwerken verbinden, und „{network}“ ist keines.',
  rangeContainsHostPort:
    'Der Bereich {from} – {to} enthält {address}, die Adresse dieses Computers darin. Beginnen Sie dahinter.',
  uplinkUnusable:
    'Die Netzwerkkarte „{nic}“ des Netzwerks „{network}“ lässt sich nicht verwenden ({reason}), deshalb sind die Kabel seiner VMs abgezogen. `patchcord doctor` zeigt, was zu reparieren ist.',
  uplinkDown:
    'Die Netzwerkkarte „{nic}“ des Netzwerks „{network}“ fehlt, ist aus oder ohne Kabel, deshalb sind die Kabel seiner VMs abgezogen. Sie werden von selbst wieder eingesteckt.',

  networkUnknown: 'Ein Netzwerk „{network}“ gibt es nicht. Siehe die Liste der Netzwerke.',
  networkNameTaken: 'Ein Netzwerk „{name}“ gibt es schon. Wählen Sie einen anderen Namen.',
  networkInUse:
    'Das Netzwerk „{network}“ wird verwendet von: {vms}. Verbinden Sie deren Adapter zuerst mit einem anderen.',
  subnetMalformed: '„{subnet}“ ist kein Subnetz. Schreiben Sie es wie 192.168.131.0/24.',
  prefixOutOfRange:
    'Das Subnetz {subnet} ist zu groß oder zu klein. Verwenden Sie ein Präfix von /8 bis /30, etwa /24.',
  subnetNotUsable:
    'Das Subnetz {subnet} ist nicht für Computer in einem Netzwerk gedacht. Verwenden Sie ein privates, etwa 192.168.131.0/24.',
  subnetOverlaps:
    'Das Subnetz {subnet} überschneidet sich mit dem des Netzwerks „{network}“. Wählen Sie ein anderes.',
  subnetClashesWithHost:
    'Das Subnetz {subnet} wird von diesem Computer verwendet ({address} an {nic}). Wählen Sie ein anderes.',
  subnetClash:
    'Das Subnetz {subnet} von „{network}“ wird jetzt auch von diesem Computer verwendet ({address} an {nic}), deshalb erreichen Gäste dort keine Adressen. Geben Sie dem Netzwerk ein anderes Subnetz.',
  noSubnetLeft:
    'Für ein weiteres gemeinsames Netzwerk ist kein Subnetz frei. Geben Sie selbst eines an.',
  rangeMalformed:
    '„{from}“ – „{to}“ ist kein Adressbereich. Schreiben Sie beide wie 192.168.131.16.',
  rangeOutsideSubnet:
    'Der Bereich {from} – {to} liegt nicht in den nutzbaren Adressen von {subnet}. Wählen Sie einen darin.',
  rangeReversed:
    'Der Bereich {from} – {to} endet, bevor er beginnt. Vertauschen Sie die beiden Adressen.',
  rangeContainsGateway:
    'Der Bereich {from} – {to} enthält {gateway}, die Adresse von Patchcord selbst. Beginnen Sie dahinter.',
  reservedMalformed: '„{address}“ ist keine IPv4-Adresse. Schreiben Sie sie wie 192.168.131.50.',
  reservedOutsideSubnet:
    'Die Adresse {address}, die für {mac} reserviert ist, liegt nicht unter den nutzbaren Adressen von {subnet}. Wählen Sie eine darin, oder heben Sie die Reservierung auf.',
  reservedOurs:
    'Die Adresse {address} ist die von Patchcord oder von diesem Computer in diesem Netzwerk. Wählen Sie eine andere.',
  reservedTaken: 'Die Adresse {address} ist schon für {mac} reserviert. Wählen Sie eine andere.',
  reservedTwice:
    'Für {mac} ist schon die Adresse {address} reserviert. Ändern Sie stattdessen diese.',
  reservationUnknown:
    'Im Netzwerk „{network}“ ist für {mac} keine Adresse reserviert. `patchcord network show` zeigt, welche es sind.',
  patchOfLan:
    'Das Netzwerk „{network}“ ist Ihr LAN, und dorthin führt kein Patchkabel. Verbinden Sie stattdessen die Adapter damit.',
  patchLoop:
    '„{network}“ und „{other}“ sind schon verbunden, unmittelbar oder über andere Netzwerke. Ein weiteres Kabel ergäbe eine Schleife, in der Daten endlos kreisen. Stecken Sie das vorhandene Kabel aus, oder lassen Sie es dabei.',
  patchTwoShared:
    'Das verbände die gemeinsamen Netzwerke „{one}“ und „{other}“, die beide eigene Adressen und einen eigenen Router haben. Verbinden Sie interne Netzwerke nur mit einem von ihnen.',
  patchUnknown:
    'Zwischen „{network}“ und „{other}“ steckt kein Patchkabel. Die Seite „Netzwerke“ zeigt, wo eines steckt.',
  hostPortUnusable:
    'Die Karte {nic} dieses Computers im Netzwerk ist nicht zu bekommen ({reason}). `patchcord doctor` zeigt, was zu reparieren ist.',
  rangeTooLarge:
    'Der Bereich {from} – {to} hat mehr als {limit} Adressen. Wählen Sie einen kleineren.',
  dnsAddressMalformed:
    '„{address}“ ist keine IPv4-Adresse eines DNS-Servers. Schreiben Sie sie wie 9.9.9.9.',
  dnsOnInternal:
    'Das interne Netzwerk „{network}“ hat kein DNS, weil von dort nichts außerhalb erreichbar ist. Lassen Sie die Server leer.',
  engineUnavailable:
    'Das Netzwerk von Patchcord startet gerade neu. Versuchen Sie es gleich noch einmal.',

  forwardUnknown:
    'Eine Portweiterleitung „{id}“ gibt es nicht. Siehe die Liste der Portweiterleitungen.',
  forwardTaken:
    'Port {port}/{protocol} an {address} wird schon weitergeleitet, an Adapter {n} von „{vm}“. Wählen Sie einen anderen Port, oder entfernen Sie zuerst jene Weiterleitung.',
  portOutOfRange: '{port} ist keine Portnummer. Wählen Sie eine von 1024 bis 65535.',
  portPrivileged: 'Port {port} ist dem System vorbehalten. Wählen Sie einen von {first} bis 65535.',
  guestPortOutOfRange: '{port} ist keine Portnummer. Wählen Sie für den Gast eine von 1 bis 65535.',
  portInUse:
    'Port {port}/{protocol} an {address} wird von einem anderen Programm verwendet. Wählen Sie einen anderen Port, oder schließen Sie jenes Programm.',
  portUnavailable:
    'Port {port}/{protocol} an {address} lässt sich nicht verwenden: {reason}. Wählen Sie einen anderen Port oder eine andere Adresse.',
  addressMalformed:
    '„{address}“ ist keine IPv4-Adresse. Verwenden Sie 127.0.0.1 für diesen Computer allein oder 0.0.0.0 für alle.',
  addressNotOfHost:
    'Dieser Computer hat die Adresse {address} nicht. Verwenden Sie eine seiner eigenen, 127.0.0.1 für ihn allein oder 0.0.0.0 für alle.',

  usage: '{reason}',
  alreadyRunning:
    'In {dataDir} läuft Patchcord schon. Verwenden Sie dieses, beenden Sie es zuerst, oder geben Sie diesem hier mit --data-dir einen anderen Ort.',
  controlSocketFailed:
    'Der Steuersocket {path} lässt sich nicht öffnen ({reason}). Machen Sie sein Verzeichnis beschreibbar, oder geben Sie mit --data-dir ein anderes an.',
  messageTooLong:
    'Diese Anfrage ist zu lang; höchstens {limit} Oktette werden angenommen. Senden Sie weniger auf einmal.',
  webPortInUse:
    'Port {port} wird von einem anderen Programm verwendet. Geben Sie mit --port einen anderen an, oder lassen Sie die Angabe weg, dann wird ein freier genommen.',
  webPortRefused:
    'Port {port} lässt sich nicht verwenden ({reason}). Geben Sie mit --port einen von 1024 bis 65535 an, oder lassen Sie die Angabe weg.',
  fileUnreadable:
    'Die Datei {path} lässt sich nicht lesen ({reason}). Prüfen Sie ihren Namen und ihre Rechte.',
  fileTooLong:
    'Die Datei {path} ist zu lang für eine Einstellungsdatei (höchstens {limit} Zeichen). Wählen Sie eine, die Patchcord exportiert hat.',
  macPrefixMalformed:
    '„{prefix}“ kann nicht der Anfang der MAC-Adresse eines Rechners sein. Schreiben Sie drei Oktette, das erste gerade, etwa 00-03-FF.',
  desktopOnly:
    'Das gehört zum Desktop-Programm, und hier läuft Patchcord ohne es. Starten Sie Patchcord aus dem Menü des Desktops und stellen Sie es dort ein.',
  autostartFailed:
    'Die Datei {path}, die Programme bei der Anmeldung startet, lässt sich nicht ändern ({reason}). Machen Sie ihren Ordner beschreibbar und versuchen Sie es noch einmal.',
  folderUnopenable:
    'Der Ordner {path} lässt sich hier nicht anzeigen ({reason}). Kopieren Sie seinen Pfad und öffnen Sie ihn selbst.',
  importNotJson:
    'Das ist keine Einstellungsdatei: Es ist kein JSON. Wählen Sie eine Datei, die Patchcord exportiert hat. Nichts wurde geändert.',
  importForeign:
    'Das ist keine Einstellungsdatei von Patchcord. Wählen Sie eine Datei, die Patchcord exportiert hat. Nichts wurde geändert.',
  importNewer:
    'Diese Einstellungsdatei ist von einem neueren Patchcord (Fassung {version} des Formats). Aktualisieren Sie dieses und importieren Sie dann noch einmal. Nichts wurde geändert.',
  importMalformed:
    'Die Einstellungsdatei ist bei {where} beschädigt ({reason}). Exportieren Sie sie noch einmal. Nichts wurde geändert.',
  importKindDiffers:
    'Das Netzwerk „{network}“ ist in der Datei von der Art „{kind}“, hier aber „{here}“. Benennen Sie das hiesige um und importieren Sie dann noch einmal. Nichts wurde geändert.',
  importNetworkMissing:
    'Adapter {n} von „{vm}“ steckt im Netzwerk „{network}“, das nicht in der Datei steht. Exportieren Sie sie noch einmal. Nichts wurde geändert.',
  importNetworkLeftOut:
    'Das Netzwerk „{network}“ fehlt, weil dieser Rechner keine Netzwerkkarte „{nic}“ verwenden kann. Wählen Sie für seine VMs danach eine andere Karte.',
  importSubnetReplaced:
    'Das Subnetz {subnet} von „{network}“ ist auf diesem Rechner belegt; das Netzwerk hat hier ein anderes.',
  importHostPortLeftOut:
    'Das Subnetz {subnet} von „{network}“ ist auf diesem Rechner belegt; dieser Rechner ist deshalb nicht mit dem Netzwerk verbunden.',
  importUnplugged:
    'Adapter {n} von „{vm}“ bleibt unverbunden, weil „{network}“ auf diesem Rechner noch nicht verwendet werden kann. Verbinden Sie ihn in seinen Einstellungen.',
  importMacReplaced:
    'Die MAC-Adresse {mac} von Adapter {n} von „{vm}“ gehört hier schon jemandem; der Adapter bekommt eine andere.',
  importForwardLeftOut:
    'Die Weiterleitung von Port {port}/{protocol} auf {address} an „{vm}“ fehlt: Dieser Rechner hat die Adresse nicht, oder er leitet den Port schon weiter.',
  rendererMissing:
    'Die Dateien des Fensters fehlen in {dir}. Erzeugen Sie sie mit `npm run build`.',
};
