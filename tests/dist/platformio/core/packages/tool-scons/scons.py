import sys

from SCons.Script import main

sys.exit(main())
