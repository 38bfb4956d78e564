"""phpBB, all versions."""

from bot.importers.html.reading import PageReader
from bot.importers.phpbb1 import PhpBB1
from bot.importers.phpbb2 import Mirror, SubSilver
from bot.importers.phpbb3 import Printed, Prosilver, Subsilver2

reader = PageReader("phpbb", Prosilver(), Printed(), Subsilver2(), SubSilver(), Mirror(), PhpBB1())
